// SPDX-License-Identifier: Apache-2.0
/** Reads the labels that ZFS keeps on the disks of a pool. */
package io.bailiff.agent.zfs;
