package io.bailiff.agent.cli;

import org.jspecify.annotations.Nullable;

/**
 * A line of {@code doctor}.
 *
 * @param verdict the severity
 * @param finding the result of the check
 * @param remedy the advice to the operator; null if there is nothing to do
 */
record Check(Verdict verdict, String finding, @Nullable String remedy) {

    enum Verdict {
        OK,
        /** The host can lend devices, but an operator should know the finding. */
        WARN,
        /** The host cannot lend devices. */
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
