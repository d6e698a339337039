// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

/** The consequence for a guest that a conflict has shut down or destroyed. */
public enum GuestAfterwards {
    /** The guest stays off. */
    OFF,
    /** The guest is started again, without the functions of the group. */
    START
}
