// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal;
import io.bailiff.agent.group.Journal.Phase;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.schedule.HostView.Bound;
import io.bailiff.testing.schedule.RuleBroken;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules that always hold (design.md), as far as they are the agent's, looked at around each of its effects. What they compare
 * with is what the schedule itself has seen, not what the agent says.
 */
final class Rules {

    private final ScheduledHost host;
    private final Map<PciAddress, Bound> was = new HashMap<>();
    private final Set<PciAddress> taken = new HashSet<>();
    private final Set<PciAddress> looseBeforeWrite = new HashSet<>();
    private final Set<String> refusedWrites = new HashSet<>();
    private final Kept kept = new Kept();
    private DesiredState heard = new DesiredState(0, List.of(), List.of(), 0);
    private boolean beginning;
    private @Nullable RuleBroken broken;

    Rules(ScheduledHost host) {
        this.host = host;
    }

    // What the schedule has seen.

    /** Another agent, which has heard of nothing yet. */
    void begins(boolean now) {
        beginning = now;
        if (now) {
            heard = new DesiredState(0, List.of(), List.of(), 0);
        }
    }

    /** The agent takes in nothing that is older than what it has taken in before. */
    void hears(DesiredState state) {
        if (state.revision() >= kept.revision()) {
            heard = state;
        }
    }

    /** Another boot: everything is with the host, and nothing of what was done is done any more. */
    void booted() {
        was.clear();
        taken.clear();
        refusedWrites.clear();
        kept.booted();
    }

    // The agent's disk.

    void written(String name, String text) {
        if (name.matches("[0-9a-f]{32}\\.json")) {
            journalled(Kept.journal(text));
        } else {
            kept.written(name, text);
        }
    }

    private void journalled(Journal journal) {
        int group = host.view().group(journal.fingerprint());
        Optional<Journal> before = host.view().journal(group);
        if (before.isEmpty()) {
            require(journal.phase() == Phase.DETACHING, "rule 4: a journal begins with " + journal.phase());
            for (PciAddress function : Stage.GROUPS.get(group)) {
                taken.remove(function);
                was.put(function, host.view().bound(function));
                require(
                        journal.members().stream().anyMatch(member -> isSame(member, function)),
                        "rule 4: " + function + " is on " + host.view().bound(function) + ", and the journal says "
                                + journal.members());
            }
        } else if (journal.phase() == Phase.DETACHED) {
            for (Journal.Member member : journal.members()) {
                Bound now = host.view().bound(member.address());
                require(
                        now.isAway(),
                        "rule 2: the journal is to say DETACHED, and " + member.address() + " is on " + now);
            }
        } else if (before.get().phase() == Phase.DETACHED) {
            require(
                    wants(group).equals(Optional.of(Want.WITH_HOST)),
                    "rule 7: group " + group + " goes back, and nobody wants it back");
        }
    }

    private boolean isSame(Journal.Member member, PciAddress function) {
        return member.address().equals(function)
                && new Bound(Optional.ofNullable(member.driver()), Optional.ofNullable(member.override()))
                        .equals(host.view().bound(function));
    }

    void removed(String name) {
        for (int group = 0; group < Stage.GROUPS.size(); group++) {
            String journal = host.view().fingerprint(group) + ".json";
            if (name.equals(journal) && host.view().journal(group).isPresent()) {
                isAsItWas(group);
            }
        }
    }

    /** What the host has taken in the meantime is where the host wants it. */
    private void isAsItWas(int group) {
        for (PciAddress function : Stage.GROUPS.get(group)) {
            Bound now = host.view().bound(function);
            require(
                    taken.contains(function) || now.equals(was.get(function)),
                    "rule 2: the journal goes, and " + function + " is on " + now + ", not on " + was.get(function));
        }
    }

    // The agent's writes to the host.

    void beforeWrite(String path, String value) {
        looseBeforeWrite.clear();
        was.keySet().stream()
                .filter(function -> host.view().bound(function).isLoose())
                .forEach(looseBeforeWrite::add);
        for (int group = 0; group < Stage.GROUPS.size(); group++) {
            for (PciAddress function : Stage.GROUPS.get(group)) {
                String what = "the agent writes \"" + value + "\" to " + path;
                if (!concerns(function, path, value)) {
                    continue;
                }
                if (host.view().isLent(group)) {
                    mayPutBack(group, path.endsWith("/driver_override") && value.equals("vfio-pci"), what);
                } else {
                    mayMove(group, function, what);
                }
            }
        }
    }

    private static boolean concerns(PciAddress function, String path, String value) {
        return value.equals(function.toString()) || path.endsWith(function + "/driver_override");
    }

    /** A pin that somebody has changed, and that is refused. */
    private void mayPutBack(int group, boolean isPin, String what) {
        require(isPin, "rule 4: " + what + ", and its journal says DETACHED");
        require(
                !heard.refusals().isEmpty() || kept.isFenced(host.view().fingerprint(group)),
                "rule 8: " + what + ", and nobody has refused that");
    }

    private void mayMove(int group, PciAddress function, String what) {
        require(group != Stage.NEEDED_BY_HOST, "rule 5: " + what);
        Optional<Phase> phase = host.view().phase(group);
        require(phase.isPresent(), "rule 4: " + what + ", and has no journal");
        require(!host.isOpen(group), "rule 6: " + what + ", and a guest has the group open");
        boolean unknown = host.isUseHidden() && (beginning || phase.equals(Optional.of(Phase.REATTACHING)));
        require(
                !unknown || !host.view().bound(function).isAway(),
                "rule 7: " + what + ", and who has the group open cannot be told");
        require(beginning || wants(group).isPresent(), "once: " + what + ", and no order is open");
    }

    /** What the manager wants of the group, as far as the agent has heard, and has not yet done. */
    private Optional<Want> wants(int group) {
        return heard.orders().stream()
                .filter(order -> order.fingerprint().equals(host.view().fingerprint(group)))
                .filter(order -> !kept.isSettled(order.operationId()))
                .map(GroupOrder::want)
                .findFirst();
    }

    /**
     * Only a function that had neither driver nor override ends without either, or one that others have left without either before the write:
     * somebody has removed the pin, a held unbind was made when the group was free, and the kernel has refused the agent's write.
     */
    void afterWrite(String path, String value) {
        for (PciAddress function : was.keySet()) {
            if (!concerns(function, path, value)) {
                continue;
            }
            Bound now = host.view().bound(function);
            require(
                    !now.isLoose() || now.equals(was.get(function)) || looseBeforeWrite.contains(function),
                    "rule 3: the agent has written \"" + value + "\" to " + path + ", and " + function + " is on "
                            + now);
        }
        lives();
    }

    /** The kernel has refused what the agent wanted to write there last. */
    void writeIsRefused(String path) {
        refusedWrites.add(path);
    }

    /** The kernel has taken what the agent has written there. */
    void writeIsTaken(String path) {
        refusedWrites.remove(path);
    }

    /** Whether the kernel has not let the agent pin the function again, when it last tried. */
    boolean isPinRefused(PciAddress function) {
        return refusedWrites.contains(PciBus.overrideFile(function));
    }

    void lives() {
        require(
                host.sim().kernel().crash().isEmpty(),
                "crash: " + host.sim().kernel().crash());
    }

    // What others do to the host.

    /** Before somebody on the host writes to a file that the agent has let them open. */
    void goesThrough(String file, PciAddress function) {
        require(
                !file.endsWith("vfio-pci/unbind") || !host.isOpen(Stage.groupOf(function)),
                "rule 10: " + function + " is to be unbound, and a guest has its group open");
    }

    /**
     * A process is refused. A write for a function that is not lent is refused only by an agent that begins: the previous agent had read the
     * write and had died.
     */
    void refused(boolean isWrite, PciAddress function) {
        require(
                !isWrite
                        || beginning
                        || host.view().journal(Stage.groupOf(function)).isPresent(),
                "bystander: a write for " + function + " is refused, and the function is not lent");
    }

    /** After that. */
    void hasGoneThrough(String file, PciAddress function, Bound before) {
        lives();
        Bound now = host.view().bound(function);
        int group = Stage.groupOf(function);
        if (now.equals(before) || !host.view().isLent(group)) {
            noteTaken(function, now);
            return;
        }
        String what = file + " has put " + function + " on " + now;
        require(!host.isOpen(group), "rule 10: " + what + ", and a guest has the group open");
        require(!host.isUseHidden(), "rule 7: " + what + ", and who has the group open cannot be told");
        require(
                wants(group).equals(Optional.of(Want.WITH_HOST)),
                "rule 10: " + what + ", which is lent and nobody wants back");
        noteTaken(function, now);
    }

    private void noteTaken(PciAddress function, Bound now) {
        if (now.driver().filter(driver -> !driver.equals("vfio-pci")).isPresent()) {
            taken.add(function);
        }
    }

    // The rules' own.

    Kept kept() {
        return kept;
    }

    /** The agent may take an error for a failure of its own, of a member that it moves for example. What was broken stays broken. */
    void check() {
        if (broken != null) {
            throw broken;
        }
    }

    void require(boolean holds, String rule) {
        if (!holds) {
            if (broken == null) {
                broken = new RuleBroken(rule);
            }
            host.life().end();
            throw broken;
        }
    }
}
