// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import java.util.UUID;

/** Event: a transition of a conflict has happened. Published in the transaction of the change. */
public record ConflictMoved(UUID conflict, UUID host, Transition transition) {}
