// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.PciAddress;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to use a control file: an open, and then the coming write is unknown, or a write.
 *
 * @param file the control file
 * @param written the written bytes as ISO 8859-1; null for an open
 * @param target the target of the write; null for an open
 */
record Attempt(
        ControlFile file,
        @Nullable String written,
        @Nullable WrittenTarget target) {

    static Attempt open(ControlFile file) {
        return new Attempt(file, null, null);
    }

    static Attempt write(ControlFile file, String text) {
        return new Attempt(file, text, WrittenTarget.of(file, text));
    }

    /** Returns true if the kernel will refuse the write, because the written text stands for no function. */
    boolean namesNothing() {
        return target instanceof WrittenTarget.Nothing;
    }

    /** Returns false if the written text shows that the write is not about the function. */
    boolean mayMean(PciAddress function) {
        return target instanceof WrittenTarget.Function named ? function.equals(named.address()) : !namesNothing();
    }

    /** Returns the function of the file or of the written text; null if neither names a function. */
    @Nullable
    PciAddress named() {
        return target instanceof WrittenTarget.Function function ? function.address() : file.function();
    }

    /** Returns the written device id, or null. */
    @Nullable
    DeviceId id() {
        return target instanceof WrittenTarget.Matching matching ? matching.id() : null;
    }

    /** Returns true if the attempt is an open of a file that is about any function: only the coming write would show the function. */
    boolean isBlind() {
        return target == null && file.function() == null && file.kind() != Kind.RESCAN;
    }

    /** Returns the effect of the attempt, for people. */
    String what() {
        return file.what(target instanceof WrittenTarget.Function function ? function.address() : null);
    }
}
