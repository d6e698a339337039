package io.bailiff.manager.assignment;

import io.bailiff.manager.api.AssignmentState;
import java.util.UUID;

/** An assignment has got into a state; published in the transaction. */
public record AssignmentMoved(UUID assignment, AssignmentState state) {}
