// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

/**
 * A reason for which a group cannot leave the host.
 *
 * @param address the member that must stay with the host
 * @param code the kind of the reason; stable, for programs
 * @param reason the reason for people, with the chain of dependencies down to the member
 */
public record Refusal(PciAddress address, Code code, String reason) {

    /** The reasons for which a member must stay with the host. */
    public enum Code {
        /** Under a mounted file system, the root file system included. */
        MOUNTED_FILE_SYSTEM,
        /** Under active swap. */
        SWAP,
        /** Carries the default route. */
        DEFAULT_ROUTE,
        /** Carries an address for the management of the host. */
        MANAGEMENT_ADDRESS,
        /** The only display, and the host's console is on the display. */
        CONSOLE,
        /** A {@code direct} reserved region: the kernel does not give the group to a guest. */
        RESERVED_REGION,
        /** A host bridge or ISA bridge: an endpoint by header type, but a part of the host's chipset. */
        CHIPSET,
        /** The agent could not determine if the function is host-critical. */
        UNKNOWN
    }
}
