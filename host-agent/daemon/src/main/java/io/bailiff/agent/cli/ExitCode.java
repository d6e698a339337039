// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

/** The exit codes of {@code bailiff-agent}, for scripts. */
public enum ExitCode {
    OK(0),
    /** A defect of the agent, or any other unexpected failure. */
    UNEXPECTED(1),
    /** The command line is invalid, or names something absent. */
    BAD_INPUT(2),
    /**
     * The group must not move now: host-critical, in use, busy, unfinished, not fully known, or detached for another
     * owner. Or consent to the siblings is missing. Nothing was changed.
     */
    REFUSED(3),
    /** The operation was tried and failed; everything is as before. */
    UNDONE(4),
    /** The operation failed and could not be undone. */
    STUCK(5),
    /** This host cannot lend any device: no IOMMU, no vfio, not root. */
    HOST_CANNOT(6);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
