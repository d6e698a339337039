package io.bailiff.agent.cli;

import org.jspecify.annotations.Nullable;

/**
 * One line of {@code doctor}.
 *
 * @param verdict how bad it is
 * @param finding what was found
 * @param remedy what to do about it; null if there is nothing to do
 */
record Check(Verdict verdict, String finding, @Nullable String remedy) {

    enum Verdict {
        OK,
        /** The host can lend, but somebody should know this. */
        WARN,
        /** The host cannot lend. */
        FAIL
    }

    static Check ok(String finding) {
        return new Check(Verdict.OK, finding, null);
    }

    static Check warn(String finding, String remedy) {
        return new Check(Verdict.WARN, finding, remedy);
    }

    static Check fail(String finding, String remedy) {
        return new Check(Verdict.FAIL, finding, remedy);
    }
}
