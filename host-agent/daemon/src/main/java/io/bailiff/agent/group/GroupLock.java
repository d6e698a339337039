// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock of one group against a second operation: by the daemon and the command line, or by two threads of one
 * process. The kernel releases the lock when the process dies, so a crash leaves no lock behind.
 */
final class GroupLock implements AutoCloseable {

    // A POSIX lock belongs to the whole process, and closing any channel on the file drops the lock. This set keeps a
    // second thread from opening the file.
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private GroupLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock without waiting. Returns empty if another process or thread has the lock. */
    static Optional<GroupLock> take(Path lockFile) throws IOException {
        Path file = lockFile.toAbsolutePath().normalize();
        if (!HELD_HERE.add(file)) {
            return Optional.empty();
        }
        Optional<GroupLock> lock = Optional.empty();
        try {
            lock = takeFromOtherProcesses(file);
            return lock;
        } finally {
            if (lock.isEmpty()) {
                HELD_HERE.remove(file);
            }
        }
    }

    private static Optional<GroupLock> takeFromOtherProcesses(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? Optional.empty() : Optional.of(new GroupLock(file, channel));
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(file);
        }
    }
}
