// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.agent.api.Printable;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.guest.Share;
import java.util.List;
import java.util.UUID;

/**
 * The guest that the rungs of a conflict act on: the guest of the assignment or, if a policy allows it, another guest that has the group.
 *
 * @param guest the UUID of the guest
 * @param name the name of the guest, for people
 * @param share the functions of the group that the guest might have. The definition of another guest stays as it is
 */
public record Target(UUID guest, String name, Share share) {

    /** Returns the guest that the rungs act on now. */
    public static Target of(Conflict conflict, Assignment assignment) {
        ActsOn.OtherGuest stranger = conflict.ladder().on().stranger();
        return stranger == null ? borrower(assignment) : stranger(assignment, stranger);
    }

    /** Returns the guest of the assignment. */
    public static Target borrower(Assignment assignment) {
        return new Target(assignment.guest(), assignment.shownGuest(), assignment.share());
    }

    /** Returns another guest that has functions of the assignment's group. */
    public static Target stranger(Assignment assignment, ActsOn.OtherGuest stranger) {
        return new Target(
                stranger.uuid(),
                Printable.name(stranger.name()),
                new Share(
                        assignment.host(),
                        stranger.uuid(),
                        List.of(),
                        assignment.share().members()));
    }
}
