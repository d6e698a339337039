// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.group.MoveOutcome.Refused;
import io.bailiff.agent.group.MoveOutcome.Why;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks before a move, with refusals for operators: each refusal has a reason and a remedy. */
final class MoveChecks {

    private final HostNeeds needs;
    private final GroupUseScan use;
    private final DependentUses dependents;

    MoveChecks(HostFiles files, HostNeeds needs, DependentUses dependents) {
        this.needs = needs;
        this.use = new GroupUseScan(files);
        this.dependents = dependents;
    }

    /** Returns the refusal to detach a group without a journal; empty if the group may leave the host. */
    Optional<MoveOutcome> whyStay(IommuGroup group, DetachRequest request) {
        if (!group.problems().isEmpty()) {
            return Optional.of(notFullyKnown(group));
        }
        if (group.endpoints().isEmpty()) {
            return Optional.of(new Refused(
                    Why.NOT_HERE,
                    "The group contains only bridges.",
                    "Choose another group: only endpoints can be lent."));
        }
        HostNeeds now = needs.now();
        List<Refusal> refusals = Stream.concat(now.refusals(group).stream(), dependents.refusals(group, now).stream())
                .filter(refusal -> !request.overrides(refusal))
                .toList();
        if (!refusals.isEmpty()) {
            return Optional.of(refused(refusals));
        }
        // The driver of a vendor can offer a function to vfio by itself, so the name of the driver does not show the
        // use.
        return whyInUse(group);
    }

    private static MoveOutcome refused(List<Refusal> refusals) {
        String overridable = refusals.stream().allMatch(Refusal::isOverridable)
                ? ", or allow the end of the use by name: "
                        + refusals.stream()
                                .map(refusal -> refusal.code().name())
                                .distinct()
                                .collect(Collectors.joining(", "))
                : ", or choose another group";
        return new Refused(
                Why.NEEDED_BY_HOST,
                "The group cannot leave the host: "
                        + refusals.stream().map(Refusal::reason).collect(Collectors.joining("; ")) + ".",
                "End this use of the group on the host" + overridable + ".");
    }

    /** Returns the refusal if a process has the group open or may have; empty if the group is certainly free. */
    Optional<MoveOutcome> whyInUse(IommuGroup group) {
        GroupUse now = use.scan(group);
        return switch (now.state()) {
            case FREE -> Optional.empty();
            case IN_USE ->
                Optional.of(new Refused(
                        Why.IN_USE,
                        "The group is in use by " + GroupUseScan.holders(now) + ".",
                        "Unplug the functions from the guest or end the process, then try again."));
            case UNKNOWN ->
                Optional.of(new Refused(
                        Why.IN_USE,
                        "Cannot determine if the group is in use: " + GroupUseScan.unknowns(now) + ".",
                        "Run the agent as root, in the host's PID namespace, and end the named processes."));
        };
    }

    static MoveOutcome notFullyKnown(IommuGroup group) {
        return new Refused(
                Why.UNREADABLE,
                "The group cannot be read: " + String.join("; ", group.problems()) + ".",
                "The agent moves only groups that it can read completely; see bailiff-agent doctor.");
    }

    static MoveOutcome notHere(GroupFingerprint fingerprint) {
        return new Refused(
                Why.NOT_HERE,
                "No group of this host has the fingerprint " + fingerprint + ".",
                "The hardware may have changed: list the groups with bailiff-agent inspect.");
    }

    static MoveOutcome unreadable(IOException failure) {
        String remedy = failure instanceof JournalException journal ? journal.remedy() : "Nothing was changed.";
        return new Refused(Why.UNREADABLE, failure.getMessage() + ".", remedy);
    }
}
