// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import jakarta.persistence.Embeddable;
import java.util.UUID;

/** A group of a host, by the group's fingerprint. */
@Embeddable
record OrderKey(UUID hostId, String fingerprint) {}
