// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

/** The state of a guest. */
public enum GuestState {
    RUNNING,
    PAUSED,
    /** The guest is shutting down and still running. */
    SHUTTING_DOWN,
    SHUT_OFF,
    CRASHED,
    /** A state unknown to the adapter. */
    UNKNOWN
}
