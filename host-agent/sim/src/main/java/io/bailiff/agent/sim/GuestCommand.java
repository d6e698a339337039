// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

/**
 * A command received by a domain instance of a guest, obeyed or not.
 *
 * @param domainInstance the id of the domain instance
 * @param kind the kind of the command
 */
public record GuestCommand(String domainInstance, Kind kind) {

    /** The kinds of commands to a guest. */
    public enum Kind {
        RELEASE,
        SHUTDOWN,
        SIGTERM,
        SIGKILL,
        SUSPEND,
        RESUME,
        WAKE
    }
}
