// SPDX-License-Identifier: Apache-2.0
/** Decides writes to control files by a FUSE file system that is mounted over the files. */
package io.bailiff.agent.host.fuse;
