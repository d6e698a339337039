package io.bailiff.agent.api;

/**
 * Why a group cannot leave the host.
 *
 * @param address the member that the host cannot spare
 * @param code what it is for; stable, for programs
 * @param reason the same for people, with the chain that leads to the member
 */
public record Refusal(PciAddress address, Code code, String reason) {

    /** The kinds of things that a host cannot spare, or that cannot be lent at all. */
    public enum Code {
        /** Under a mounted file system, the root file system included. */
        MOUNTED_FILE_SYSTEM,
        /** Under active swap. */
        SWAP,
        /** Carries the default route. */
        DEFAULT_ROUTE,
        /** Carries an address that the host is managed by. */
        MANAGEMENT_ADDRESS,
        /** The only display, and the host's console is on it. */
        CONSOLE,
        /** A {@code direct} reserved region: the kernel does not let a guest have it. */
        RESERVED_REGION,
        /** A host bridge or ISA bridge: an endpoint by its header, but a part of the chipset that the host runs on. */
        CHIPSET,
        /** Whether the host can spare it could not be found out. */
        UNKNOWN
    }
}
