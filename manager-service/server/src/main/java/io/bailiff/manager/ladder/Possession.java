// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.manager.api.GuestCondition;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.conflict.ActsOn;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.GuestSightings;
import io.bailiff.manager.conflict.ReleaseOnRecord;
import io.bailiff.manager.conflict.Target;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestOperations;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.use.GroupUser;
import io.bailiff.manager.use.GroupUsers;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Determines who has a group: the guest that the rungs act on, the rest of this guest's process, or somebody else. No rung is taken against
 * a guest unless libvirt or the guest's QEMU process shows that the present domain instance has a function of the group.
 */
@Component
class Possession {

    private final GuestOperations guests;
    private final GuestSightings sightings;
    private final ReleaseOnRecord releases;
    private final GroupUsers users;

    Possession(GuestOperations guests, GuestSightings sightings, ReleaseOnRecord releases, GroupUsers users) {
        this.guests = guests;
        this.sightings = sightings;
        this.releases = releases;
        this.users = users;
    }

    /**
     * The users of a group at a single moment.
     *
     * @param target true if the guest that the rungs act on has the group
     * @param others the other users; empty if the target has the group, or if nobody has it
     */
    record Grip(boolean target, List<GroupUser> others) {

        Grip {
            others = List.copyOf(others);
        }

        boolean isNobody() {
            return !target && others.isEmpty();
        }
    }

    /** Returns the functions of the group that the guest has now, according to libvirt. */
    Holding look(Target target) throws GuestException {
        Holding holding = guests.look(target.share());
        sightings.saw(target, holding);
        return holding;
    }

    /** Looks at the guest that the rungs act on, and returns the users of the group. */
    Grip grip(Conflict conflict, Assignment assignment) throws GuestException {
        Target target = Target.of(conflict, assignment);
        return grip(conflict, assignment, target, look(target));
    }

    /** Returns the users of the group, by libvirt and by the agent's last report. */
    Grip grip(Conflict conflict, Assignment assignment, Target target, Holding holding) {
        if (holding.live()) {
            return new Grip(true, List.of());
        }
        Optional<List<GroupUse.Holder>> open = releases.openBy(assignment);
        if (open.isEmpty()) {
            return new Grip(false, List.of());
        }
        List<GroupUse.Holder> processes = open.get();
        boolean hasTarget = processes.isEmpty()
                || processes.stream()
                        .anyMatch(process -> isOf(process, conflict.ladder().on(), holding));
        return hasTarget
                ? new Grip(true, List.of())
                : new Grip(
                        false,
                        users.of(assignment.host(), processes, target.share().members()));
    }

    /**
     * Returns true if a process is the guest's QEMU. A process states the guest's UUID itself, and so proves nothing: only the process that
     * had the UUID while libvirt showed this domain instance with the group is the guest's. A guest that runs as another domain instance has
     * another process. The processes of an older agent's report have no identity, and count as the guest's.
     */
    private static boolean isOf(GroupUse.Holder process, ActsOn on, Holding holding) {
        if (isAnonymous(process)) {
            return true;
        }
        boolean sameInstance = holding.domainInstance()
                .map(now -> now.equals(on.domainInstance()))
                .orElse(true);
        return sameInstance && key(process).equals(on.process());
    }

    /**
     * Returns the users of the group by the stored state alone, for use while libvirt is away. Empty if the stored state does not show that
     * the guest has released the group: the guest may have the group.
     */
    Optional<Grip> gripOnRecord(Conflict conflict, Assignment assignment) {
        ActsOn on = conflict.ladder().on();
        if (assignment.progress().releaseRevision() == null) {
            List<GroupUse.Holder> reported = releases.reportedHolders(assignment);
            return showsRelease(reported, on, Target.of(conflict, assignment))
                    ? Optional.of(new Grip(false, unnamed(reported)))
                    : Optional.empty();
        }
        Optional<List<GroupUse.Holder>> open = releases.openBy(assignment);
        return Optional.of(
                open.isPresent() && mayHaveTarget(open.get(), on)
                        ? new Grip(true, List.of())
                        : new Grip(false, unnamed(open.orElse(List.of()))));
    }

    /**
     * Returns true if the last report names users of the group, and none of them may be the guest's QEMU: not the process that was the guest's
     * QEMU, and no process that states the guest's UUID, as each QEMU does that libvirt starts.
     */
    private static boolean showsRelease(List<GroupUse.Holder> reported, ActsOn on, Target target) {
        return !mayHaveTarget(reported, on)
                && reported.stream()
                        .noneMatch(process -> target.guest().toString().equals(process.guestUuid()));
    }

    private static boolean mayHaveTarget(List<GroupUse.Holder> processes, ActsOn on) {
        return processes.isEmpty()
                || processes.stream()
                        .anyMatch(
                                process -> isAnonymous(process) || key(process).equals(on.process()));
    }

    private static List<GroupUser> unnamed(List<GroupUse.Holder> processes) {
        return processes.stream()
                .map(process -> new GroupUser(null, null, process))
                .toList();
    }

    /** Returns the QEMU process of a guest that libvirt shows with the group, as PID/START; empty if no agent has named it. */
    Optional<String> process(Assignment assignment, Target target) {
        return releases.reportedHolders(assignment).stream()
                .filter(process -> target.guest().toString().equals(process.guestUuid()) && process.startTime() != null)
                .map(Possession::key)
                .findFirst();
    }

    private static boolean isAnonymous(GroupUse.Holder process) {
        return process.startTime() == null && process.guestUuid() == null;
    }

    private static String key(GroupUse.Holder process) {
        return process.pid() + "/" + process.startTime();
    }

    /** Returns the condition of the guest now; UNKNOWN if libvirt does not answer. */
    GuestCondition condition(Target target) {
        try {
            return GuestSightings.condition(look(target));
        } catch (GuestException unseen) {
            return GuestCondition.UNKNOWN;
        }
    }
}
