// SPDX-License-Identifier: Apache-2.0
/** Hosts whose record is an older copy: the differences between host and record, and the operators' answers. */
package io.bailiff.manager.outdated;
