package io.bailiff.manager.claim;

import io.bailiff.agent.api.Claimant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who claimed, as it is kept and as the record says it. */
final class ClaimantDescription {

    private static final int LONGEST_COMMAND = 500;
    private static final int LONGEST_PATH = 1000;
    private static final int MOST_PARENTS = 32;
    private static final int LONGEST_NAME = 253;

    /** An actor has 400 characters in the record, and what follows the command is the better part of it. */
    private static final int LONGEST_COMMAND_IN_TEXT = 160;

    private static final int LONGEST_NAME_IN_TEXT = 64;

    private ClaimantDescription() {}

    /** The same claimant with nothing in it that cannot be shown. */
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

    /** For people: {@code bash (process 4711, user 0, unit session-3.scope) on sim-a}. */
    static String who(@Nullable Claimant claimant, String host) {
        return claimant == null
                ? "somebody whom the agent cannot name on " + host
                : printable(claimant, LONGEST_COMMAND_IN_TEXT, LONGEST_NAME_IN_TEXT)
                                .text() + " on " + host;
    }
}
