// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

/** What a conflict has cost the guest. A conflict has an outcome as soon as nothing more can be done to the guest. */
public enum ConflictOutcome {
    /** The guest has released the group, or went off without a request of the conflict. */
    RELEASED,
    /** The guest was asked to shut down, and went off. */
    SHUT_DOWN,
    /** The guest's process was ended by a signal. */
    DESTROYED,
    /** No claim on the group stands any more, or an operator withdrew the conflict. The guest keeps the group. */
    WITHDRAWN,
    /** The claims were refused, by the host's guard or because a policy forbids the next rung. The guest keeps the group. */
    DENIED,
    /** The guest was fenced, and an operator has repaired the host. */
    FENCED
}
