// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.claim;

import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.Printable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prepares claimants for storage, and describes claimants in timeline entries. */
final class ClaimantDescription {

    private static final int LONGEST_COMMAND = 500;
    private static final int LONGEST_PATH = 1000;
    private static final int MOST_PARENTS = 32;
    private static final int LONGEST_NAME = 253;

    /** The longest command in a text: the timeline stores 400 characters of an actor, and the facts after the command matter more. */
    private static final int LONGEST_COMMAND_IN_TEXT = 160;

    private static final int LONGEST_NAME_IN_TEXT = 64;

    private ClaimantDescription() {}

    /** Returns the claimant with unprintable characters escaped, and with long texts cut. */
    static @Nullable Claimant printable(@Nullable Claimant raw) {
        return raw == null ? null : printable(raw, LONGEST_COMMAND, LONGEST_NAME);
    }

    private static Claimant printable(Claimant raw, int longestCommand, int longestName) {
        List<Claimant.Parent> parents = raw.parents().stream()
                .limit(MOST_PARENTS)
                .map(parent -> new Claimant.Parent(parent.pid(), Printable.text(parent.command(), longestCommand)))
                .toList();
        return new Claimant(
                raw.pid(),
                raw.startedAt(),
                Printable.text(raw.command(), longestCommand),
                raw.uid(),
                raw.loginUid(),
                parents,
                Printable.text(raw.cgroup(), LONGEST_PATH),
                Printable.optional(raw.unit(), longestName),
                Printable.optional(raw.container(), longestName));
    }

    /** Returns the claimant for people: {@code bash (process 4711, user 0, unit session-3.scope) on sim-a}. */
    static String who(@Nullable Claimant claimant, String host) {
        return claimant == null
                ? "unidentified process on " + host
                : printable(claimant, LONGEST_COMMAND_IN_TEXT, LONGEST_NAME_IN_TEXT)
                                .text() + " on " + host;
    }
}
