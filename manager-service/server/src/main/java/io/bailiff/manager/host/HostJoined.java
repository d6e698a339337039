// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import java.util.UUID;

/** A host has joined, for the first time or again; published in the transaction. */
public record HostJoined(UUID host) {}
