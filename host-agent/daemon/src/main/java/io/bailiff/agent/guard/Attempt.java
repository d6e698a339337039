// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to use a control file: an open, and then the coming write is unknown, or a write.
 *
 * @param file the control file
 * @param text the written bytes as ISO 8859-1; null for an open
 * @param target the target of the write; null for an open
 */
record Attempt(
        ControlFile file, @Nullable String text, @Nullable WrittenTarget target) {

    static Attempt open(ControlFile file) {
        return new Attempt(file, null, null);
    }

    static Attempt write(ControlFile file, String text) {
        return new Attempt(file, text, WrittenTarget.of(file, text));
    }

    /** Returns true for an open: the coming write is unknown. */
    boolean isOpen() {
        return text == null;
    }

    /** Returns true if the kernel will refuse the write, because the written text stands for no function. */
    boolean namesNothing() {
        return target instanceof WrittenTarget.Nothing;
    }

    /**
     * Returns false if the written text shows that the write is not about the member. The text may name the physical function of the member
     * or a bridge above, which the member needs.
     */
    boolean mayMean(LentGroup.Member member) {
        return target instanceof WrittenTarget.Function named ? member.needs(named.address()) : !namesNothing();
    }

    /** Returns the function that the written text names; null for an open, and for a text that names no function. */
    @Nullable
    PciAddress writtenFunction() {
        return target instanceof WrittenTarget.Function function ? function.address() : null;
    }

    /** Returns the new value that the written text gives to the function or the slot of the file; null for an open. */
    @Nullable
    String value() {
        return target instanceof WrittenTarget.Value value ? value.value() : null;
    }

    /** Returns the function of the file or of the written text; null if neither names a function. */
    @Nullable
    PciAddress named() {
        return target instanceof WrittenTarget.Function function ? function.address() : file.function();
    }

    /** Returns true if the attempt concerns every function within its reach; false if the attempt concerns one function that is unknown. */
    boolean isAboutAll() {
        return !isBlind() && id() == null;
    }

    /** Returns the written device id, or null. */
    @Nullable
    DeviceId id() {
        return target instanceof WrittenTarget.Matching matching ? matching.id() : null;
    }

    /** Returns true if the attempt is an open of a file that is about any function: only the coming write would show the function. */
    boolean isBlind() {
        return target == null && file.isShared();
    }

    /** Returns the effect of the attempt, for people. */
    String what() {
        String value = value();
        return value == null ? file.what(writtenFunction()) : what(value);
    }

    private String what(String value) {
        return switch (file.kind()) {
            case OVERRIDE -> override(file.function(), value);
            case VIRTUAL_FUNCTIONS ->
                "set the number of virtual functions of " + file.function() + " to " + value + " (sriov_numvfs)";
            case SLOT_POWER ->
                value.equals("0")
                        ? file.what(null)
                        : "switch on the power of slot " + file.slot().orElse("") + " (power)";
            default -> file.what(null);
        };
    }

    /**
     * Describes a change of an override, for people.
     *
     * @param driver the name in the override; empty for none
     */
    static String override(@Nullable PciAddress function, String driver) {
        return driver.isEmpty()
                ? "clear the driver_override of " + function
                : "set the driver_override of " + function + " to " + ClaimantReader.printable(driver);
    }
}
