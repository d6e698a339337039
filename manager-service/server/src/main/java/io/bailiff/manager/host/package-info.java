// SPDX-License-Identifier: Apache-2.0
/** The hosts of the fleet: their identity, the reports of their agents, and the revision of each host's desired state. */
package io.bailiff.manager.host;
