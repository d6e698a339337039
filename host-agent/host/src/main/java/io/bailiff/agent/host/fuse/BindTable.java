// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/**
 * The bind mounts of one {@code mount -a -T TABLE}, in the form of fstab(5). The table is a file without a name (memfd_create(2)): mount(8)
 * reads no table from a pipe.
 */
final class BindTable implements AutoCloseable {

    static final String WRITABLE = "bind";

    /** mount(8) makes the mount read-only by a second call (since util-linux 2.27). */
    static final String READ_ONLY = "bind,ro";

    private static final String NAME = "bailiff-covers";

    private final int file;
    private final int size;

    private BindTable(int file, int size) {
        this.file = file;
        this.size = size;
    }

    /**
     * Creates a table.
     *
     * @param sources the file to be mounted by the path to be covered, in the order of the mounts
     */
    static BindTable of(Map<String, String> sources) throws HostFileException {
        StringBuilder lines = new StringBuilder();
        sources.forEach((path, source) -> lines.append(line(source, path, WRITABLE)));
        return of(lines, sources.size());
    }

    /** Creates a table that makes files read-only by a mount of each file over the same file. */
    static BindTable readOnly(Collection<String> paths) throws HostFileException {
        StringBuilder lines = new StringBuilder();
        paths.forEach(path -> lines.append(line(path, path, READ_ONLY)));
        return of(lines, paths.size());
    }

    private static BindTable of(StringBuilder lines, int size) throws HostFileException {
        try {
            int file = FuseCalls.memfd_create(NAME, FuseCalls.MEMFD_CLOSE_ON_EXEC);
            BindTable table = new BindTable(file, size);
            table.write(lines.toString().getBytes(StandardCharsets.UTF_8));
            return table;
        } catch (LastErrorException failure) {
            throw failure(failure.getErrorCode());
        }
    }

    /** Returns a line of the table. */
    static String line(String source, String path, String options) {
        return escaped(source) + ' ' + escaped(path) + " none " + options + " 0 0\n";
    }

    private static String escaped(String path) {
        return path.replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }

    private void write(byte[] text) throws HostFileException {
        try (Memory memory = new Memory(Math.max(text.length, 1))) {
            memory.write(0, text, 0, text.length);
            if (FuseCalls.write(file, memory, text.length) != text.length) {
                int errno = Native.getLastError();
                close();
                throw failure(errno);
            }
        }
    }

    private static HostFileException failure(int errno) {
        return new HostFileException(HostError.OTHER, NAME, "cannot write a table of mounts: errno " + errno);
    }

    /** Returns the table's path, for child processes of the agent in any mount namespace with the host's {@code /proc}. */
    String place() {
        return "/proc/" + ProcessHandle.current().pid() + "/fd/" + file;
    }

    int size() {
        return size;
    }

    @Override
    public void close() {
        FuseCalls.closeQuietly(file);
    }
}
