package io.bailiff.agent.cli;

/** How {@code bailiff-agent} ends, for scripts. */
public enum ExitCode {
    OK(0),
    /** A defect of the agent, or something that nobody thought of. */
    UNEXPECTED(1),
    /** The command line makes no sense, or names what is not there. */
    BAD_INPUT(2),
    /** The host needs the group, or it is in use, or its siblings were not consented to. Nothing was changed. */
    REFUSED(3),
    /** It was tried and failed; everything is as it was before. */
    UNDONE(4),
    /** It failed and could not be undone. */
    STUCK(5),
    /** This host cannot lend anything: no IOMMU, no vfio, not root. */
    HOST_CANNOT(6);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
