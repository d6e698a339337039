// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.api.AssignmentState;
import java.util.UUID;

/** Event: an assignment has entered a state. Published in the transaction of the change. */
public record AssignmentMoved(UUID assignment, AssignmentState state) {}
