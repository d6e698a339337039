// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.conflict.ActsOn;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Target;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.step.Next;
import io.bailiff.manager.use.GroupUser;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Handles a group that is used by somebody else than the guest of the conflict: another guest, or a process such as SPDK or a QEMU without
 * libvirt. No rung is taken against the guest of the assignment. The claims wait for an operator or, if a policy allows it, the rungs are
 * taken against another guest that libvirt shows with the group.
 */
@Component
class OtherUsers {

    private static final int LONGEST = 1500;

    private final ConflictStore conflictStore;
    private final DependentChange guarded;
    private final LadderProperties properties;

    OtherUsers(ConflictStore conflictStore, DependentChange guarded, LadderProperties properties) {
        this.conflictStore = conflictStore;
        this.guarded = guarded;
        this.properties = properties;
    }

    /** Acts on the users of a group that the guest of the conflict does not have. */
    Next have(ConflictContext context, List<GroupUser> users) {
        Optional<GroupUser> guest = users.stream().filter(GroupUser::isGuest).findFirst();
        if (guest.isPresent() && context.policy().allowsStrangers()) {
            ask(context, guest.get());
            return Next.NOW;
        }
        Conflict conflict = context.conflict();
        String list = shortened(GroupUser.list(users));
        String text = text(context, list, users, guest.isPresent());
        if (!list.equals(conflict.ladder().on().others())) {
            hold(conflict, list, text);
            return Next.NOW;
        }
        conflictStore.problem(conflict, text);
        return Next.after(properties.look());
    }

    /** Ends the problem of a conflict when the group has no user. The timeline already shows the free group, so no entry is written. */
    void haveLeft(Conflict conflict) {
        if (conflict.ladder().on().others() == null) {
            conflictStore.problem(conflict, null);
        } else {
            conflictStore.note(conflict, row -> {
                row.others(null);
                row.problem(null);
            });
        }
    }

    /** Begins the ladder with another guest. */
    private void ask(ConflictContext context, GroupUser user) {
        ActsOn.OtherGuest guest =
                new ActsOn.OtherGuest(Objects.requireNonNull(user.guest()), Objects.requireNonNull(user.name()));
        String text = user.description() + " has the group, and not " + borrower(context)
                + ". A policy allows the rungs against " + guest.name()
                + ": the ladder begins with a release request.";
        guarded.under(
                context,
                () -> conflictStore.move(
                        context.conflict(),
                        Transition.ACT_ON_STRANGER,
                        row -> {
                            row.beginsWithInstance(null);
                            row.actsOn(guest);
                            row.others(null);
                        },
                        text));
    }

    private void hold(Conflict conflict, String users, String text) {
        conflictStore.move(
                conflict,
                Transition.HOLD_FOR_STRANGER,
                row -> {
                    row.beginsWithInstance(null);
                    row.actsOn(null);
                    row.others(users);
                    row.problem(text);
                },
                text);
    }

    private static String text(ConflictContext context, String list, List<GroupUser> users, boolean isGuest) {
        String remedy = isGuest
                ? "Shut that guest down, or detach the functions from it (virsh detach-device)"
                : "End that process";
        return list + " has the group, and " + relation(context, users)
                + ". No guest is asked for anything, and the claims wait. " + remedy
                + ", or withdraw the conflict: POST /api/v1/conflicts/"
                + context.conflict().id() + "/withdraw";
    }

    /** Returns the reason why the users do not count as the guest of the assignment. A process states the UUID of its guest itself. */
    private static String relation(ConflictContext context, List<GroupUser> users) {
        String guest = context.assignment().guest().toString();
        boolean states = users.stream()
                .anyMatch(user ->
                        user.process() != null && guest.equals(user.process().guestUuid()));
        return states
                ? "may not be " + borrower(context)
                        + ": the process states the UUID of the guest, but no report showed the process while libvirt"
                        + " showed the guest with the group"
                : "not " + borrower(context);
    }

    private static String borrower(ConflictContext context) {
        return Target.borrower(context.assignment()).name();
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + " ..." : text;
    }
}
