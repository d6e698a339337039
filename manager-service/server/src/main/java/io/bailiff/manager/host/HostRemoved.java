// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import java.util.UUID;

/** A host has been taken out of the fleet; published in the transaction. */
public record HostRemoved(UUID host) {}
