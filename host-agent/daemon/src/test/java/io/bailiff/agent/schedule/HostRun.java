package io.bailiff.agent.schedule;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.link.AgentInHand;
import io.bailiff.agent.sim.KernelFlavour;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One run of a schedule: the rule that it breaks, if it breaks one, and what happened. */
record HostRun(Optional<RuleBroken> broken, List<String> story) {

    private static final int LOOKS = 12;

    static HostRun of(KernelFlavour flavour, Path locks, List<HostAction> actions) {
        try {
            ScheduledHost host = new ScheduledHost(flavour, locks);
            try {
                for (HostAction action : actions) {
                    host.tell("- " + action);
                    happens(host, action);
                }
                host.tell("- from now on nothing goes wrong");
                end(host);
                return new HostRun(Optional.empty(), host.story());
            } catch (RuleBroken broken) {
                return new HostRun(Optional.of(broken), host.story());
            }
        } catch (IOException e) {
            throw new IllegalStateException("Nothing in a schedule throws this", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Nobody interrupts", e);
        }
    }

    private static void happens(ScheduledHost host, HostAction action) throws IOException, InterruptedException {
        try {
            action.on(host);
        } catch (AgentKilled killed) {
            host.tell("the agent is killed");
        }
        if (host.life().isOver()) {
            host.rules().afterEffect();
        } else {
            host.rules().atRest();
        }
    }

    /** Nothing goes wrong any more: every group gets where it is wanted, and everybody who waits for one is answered. */
    private static void end(ScheduledHost host) throws IOException, InterruptedException {
        host.sim().kernel().faults().clear();
        host.hideUse(false);
        // Whoever was about to kill the agent does so now.
        host.life().endIn(Integer.MAX_VALUE);
        happens(host, new HostAction.Starts());
        for (int group = 0; group < ScheduledHost.GROUPS.size(); group++) {
            GroupOrder order = host.order(group);
            if (order == null || order.want() == Want.WITH_HOST) {
                host.closes(group);
            }
        }
        for (int look = 0; look < LOOKS; look++) {
            happens(host, new HostAction.Hears(0));
            happens(host, HostAction.Work.ANSWER);
            happens(host, HostAction.Work.SCAN_USE);
            happens(host, new HostAction.Passes(60));
        }
        for (int group = 0; group < ScheduledHost.GROUPS.size(); group++) {
            isAsWanted(host, group);
        }
    }

    private static void isAsWanted(ScheduledHost host, int group) throws IOException {
        HostRules rules = host.rules();
        GroupOrder order = host.order(group);
        AgentInHand agent = Objects.requireNonNull(host.agent());
        boolean away = rules.isAway(group);
        HostRules.require(
                away || rules.isWithHost(group), "rule 2: group " + group + " is neither away nor with the host");
        if (order == null) {
            return;
        }
        boolean done = agent.outcomes().stream()
                .anyMatch(outcome -> outcome.operationId().equals(order.operationId())
                        && outcome.status() == OrderOutcome.Status.DONE);
        if (order.want() == Want.WITH_HOST) {
            HostRules.require(
                    rules.isWithHost(group) && done, "liveness: group " + group + " is wanted back, and does not come");
            HostRules.require(
                    agent.claims().stream()
                            .filter(claim -> claim.groups().contains(order.fingerprint()))
                            .map(ClaimReport::status)
                            .noneMatch(ClaimReport.Status::waits),
                    "liveness: group " + group + " is with the host, and somebody still waits for it");
        } else if (rules.mayOnlyBeAway(group) && done) {
            HostRules.require(away, "rule 7: nobody has wanted group " + group + " back, and it is with the host");
        }
    }

    Optional<String> rule() {
        return broken.map(rule -> String.valueOf(rule.getMessage()).replaceAll(":.*", ""));
    }
}
