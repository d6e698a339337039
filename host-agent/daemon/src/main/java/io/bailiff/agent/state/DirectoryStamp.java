// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.state;

import java.time.Instant;

/**
 * The identity and the last change of a directory on disk. The kernel renews both times at each change of the entries: a file that is
 * created, renamed or removed. A write into an existing file leaves the stamp as it was.
 *
 * @param device the number of the file system
 * @param inode the number of the directory in the file system
 * @param modified the time of the last change of the entries
 * @param changed the time of the last change of the directory in any way; no program can set this time
 */
public record DirectoryStamp(long device, long inode, Instant modified, Instant changed) {

    /** Returns true if the last change is before the time. */
    public boolean isBefore(Instant time) {
        return modified.isBefore(time) && changed.isBefore(time);
    }
}
