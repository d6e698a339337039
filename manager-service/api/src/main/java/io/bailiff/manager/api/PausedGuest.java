// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

/** What a rung does with a guest that is paused or suspended to memory, and so cannot answer. */
public enum PausedGuest {
    /** The guest is resumed or woken, and then gets the request of the rung. */
    RESUME,
    /** The next rung is taken at once. */
    SKIP
}
