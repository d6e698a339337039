// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import jakarta.persistence.Embeddable;
import java.util.UUID;

/** The key of a function in an assignment. */
@Embeddable
record PartKey(UUID assignmentId, String address) {}
