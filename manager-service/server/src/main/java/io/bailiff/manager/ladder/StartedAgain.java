// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Target;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.guest.Holding;
import java.util.Optional;

/** A guest that runs as another domain instance than the conflict acts on: the present domain instance has not been asked for anything. */
final class StartedAgain {

    private StartedAgain() {}

    /** Returns the present domain instance of a guest with the group, if the conflict acts on another domain instance. */
    static Optional<String> instance(Conflict conflict, Holding holding) {
        String known = conflict.ladder().domainInstance();
        return holding.live() && known != null
                ? holding.domainInstance().filter(now -> !now.equals(known))
                : Optional.empty();
    }

    /** Returns the reason to begin the ladder again with the domain instance, for people. */
    static String text(Target target, String instance) {
        return target.name() + " was started again and has the group. Domain instance " + instance
                + " has not been asked yet: the ladder begins again with a release request.";
    }

    /** Begins the ladder with a domain instance of the guest of the assignment. */
    static void begin(ConflictStore conflictStore, Conflict conflict, String instance, String text) {
        conflictStore.move(
                conflict,
                Transition.ANOTHER_INSTANCE,
                row -> {
                    row.beginsWithInstance(instance);
                    row.actsOn(null);
                    row.others(null);
                },
                text);
    }
}
