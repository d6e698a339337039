// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import java.util.UUID;

/** A host has been enrolled, for the first time or again; published in the transaction. */
public record HostEnrolled(UUID host) {}
