// SPDX-License-Identifier: Apache-2.0
/** How hosts join the fleet and prove their identity: join tokens, the certificates of hosts, their renewal and their revocation. */
package io.bailiff.manager.join;
