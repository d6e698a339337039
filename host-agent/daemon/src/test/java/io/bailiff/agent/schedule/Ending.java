// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.agent.link.SingleThreadedAgent;
import io.bailiff.agent.schedule.Action.Hears;
import io.bailiff.agent.schedule.Action.Passes;
import io.bailiff.agent.schedule.Action.Starts;
import io.bailiff.agent.schedule.Action.Wants;
import io.bailiff.agent.schedule.Action.Work;
import java.util.Objects;
import java.util.Optional;

/** What has to come of everything once nothing goes wrong any more and time passes. */
final class Ending {

    private static final int MOST_LOOKS = 6;

    private final ScheduledHost host;
    private final Rules rules;

    Ending(ScheduledHost host) {
        this.host = host;
        this.rules = host.rules();
    }

    void reach() {
        host.tell("- from now on nothing goes wrong");
        host.sim().kernel().faults().clear();
        host.hideUse(false);
        host.life().goesOn();
        ScheduleRunner.happens(host, new Starts());
        settle();
        for (int group = 0; group < Stage.GROUPS.size(); group++) {
            isAsWanted(group);
        }
        host.tell("- from now on the manager wants everything back");
        for (int group = 0; group < Stage.GROUPS.size(); group++) {
            if (host.manager().knows(host.view().fingerprint(group))) {
                ScheduleRunner.happens(host, new Wants(group, Want.WITH_HOST));
            }
        }
        settle();
        for (int group = 0; group < Stage.GROUPS.size(); group++) {
            isAsWanted(group);
            rules.require(host.view().phase(group).isEmpty(), "liveness: group " + group + " does not come back");
        }
        nobodyWaits();
        nothingIsDoneAgain();
    }

    /** Another agent, to which words of the manager's come late. The rules see it if it does anything. */
    private void nothingIsDoneAgain() {
        host.tell("- another agent comes, and hears what is over");
        host.life().end();
        ScheduleRunner.happens(host, new Starts());
        for (int fromTheEnd : new int[] {0, 1, 2, 0}) {
            ScheduleRunner.happens(host, new Hears(fromTheEnd));
        }
        for (int group = 0; group < Stage.GROUPS.size(); group++) {
            rules.require(host.view().phase(group).isEmpty(), "once: group " + group + " has left the host again");
        }
    }

    private void settle() {
        boolean quiet = false;
        for (int look = 0; look < MOST_LOOKS && !quiet; look++) {
            for (int group = 0; group < Stage.GROUPS.size(); group++) {
                manages(group);
            }
            ScheduleRunner.happens(host, new Hears(0));
            ScheduleRunner.happens(host, Work.ANSWERS);
            ScheduleRunner.happens(host, Work.SCANS_USE);
            ScheduleRunner.happens(host, new Passes(60));
            quiet = look > 0 && isQuiet();
        }
        ScheduleRunner.happens(host, Work.SURVEYS);
        ScheduleRunner.happens(host, Work.REPORTS);
    }

    private boolean isQuiet() {
        for (int group = 0; group < Stage.GROUPS.size(); group++) {
            Optional<GroupOrder> order = order(group);
            if (order.isPresent() && !isTold(order.get(), Status.DONE)) {
                return false;
            }
        }
        return true;
    }

    /** As a manager does: guests of what is wanted back go, and what has failed to come back is wanted again. */
    private void manages(int group) {
        Optional<GroupOrder> order = order(group);
        if (order.isEmpty() || order.get().want() == Want.DETACHED) {
            return;
        }
        host.closes(group);
        if (order.get().want() == Want.FENCED || isTold(order.get(), Status.FAILED)) {
            ScheduleRunner.happens(host, new Wants(group, Want.WITH_HOST));
        }
    }

    private void isAsWanted(int group) {
        Optional<GroupOrder> order = order(group);
        if (order.isEmpty()) {
            return;
        }
        boolean done = isTold(order.get(), Status.DONE);
        // What somebody else has pinned, and the agent never had, is not the agent's to give back.
        boolean mayFail =
                order.get().want() == Want.DETACHED || host.view().phase(group).isEmpty();
        rules.require(
                done || (mayFail && isTold(order.get(), Status.FAILED)),
                "liveness: " + order.get().want() + " of group " + group + " comes to no end: "
                        + agent().outcomes().stream().map(OrderOutcome::message).toList());
        if (done && order.get().want() == Want.DETACHED) {
            rules.require(
                    host.view().isLent(group),
                    "rule 7: nobody has wanted group " + group + " back, and it is not lent any more");
        }
    }

    private void nobodyWaits() {
        rules.require(
                host.claimants().all().isEmpty(), "liveness: everything is with the host, and somebody still waits");
        rules.require(
                agent().claims().stream().map(ClaimReport::status).noneMatch(ClaimReport.Status::waits),
                "liveness: everything is with the host, and a claim still waits");
    }

    private boolean isTold(GroupOrder order, Status status) {
        return agent().outcomes().stream()
                .anyMatch(outcome -> outcome.operationId().equals(order.operationId()) && outcome.status() == status);
    }

    private Optional<GroupOrder> order(int group) {
        return host.manager().order(host.view().fingerprint(group));
    }

    private SingleThreadedAgent agent() {
        return Objects.requireNonNull(host.agent());
    }
}
