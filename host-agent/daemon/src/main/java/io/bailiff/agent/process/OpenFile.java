// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.process;

/**
 * An open file of a process.
 *
 * @param pid the process
 * @param descriptor the link to the file: {@code /proc/4711/fd/30}
 * @param target the text of the link: {@code /dev/vfio/12}, or {@code anon_inode:[vfio-device]} for a file without a name. The process's
 *     own mount namespace spells a path; a removed file ends with {@code (deleted)}
 */
public record OpenFile(long pid, String descriptor, String target) {

    private static final String DELETED = " (deleted)";

    /** Returns true if the file has a path, in whatever mount namespace. Sockets, pipes and anonymous files have none. */
    public boolean hasPath() {
        return target.startsWith("/");
    }

    /** Returns the last name of the path, without {@code (deleted)}. */
    public String name() {
        String path = target.endsWith(DELETED) ? target.substring(0, target.length() - DELETED.length()) : target;
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
