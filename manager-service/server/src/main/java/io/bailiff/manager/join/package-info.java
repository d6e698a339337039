// SPDX-License-Identifier: Apache-2.0
/** The identity of hosts: join tokens, and the issue, renewal and revocation of the certificates of hosts. */
package io.bailiff.manager.join;
