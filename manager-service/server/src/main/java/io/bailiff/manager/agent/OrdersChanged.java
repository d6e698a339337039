// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import java.util.UUID;

/** The desired state of a host has a new revision. Published in the transaction. */
record OrdersChanged(UUID host) {}
