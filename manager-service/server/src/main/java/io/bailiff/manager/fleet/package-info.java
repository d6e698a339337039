// SPDX-License-Identifier: Apache-2.0
/** The operators' view of the hosts and their groups, with the live assignment of each group. */
package io.bailiff.manager.fleet;
