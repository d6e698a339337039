// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The lock on a home folder: one manager, or one command that changes the folder, at a time. The end of the process ends the lock. */
public final class HomeLock implements AutoCloseable {

    /** The name of the locked file. */
    public static final String FILE = "lock";

    private final FileChannel file;

    private HomeLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Locks a folder, and creates a missing folder.
     *
     * @return empty if another process, or another part of this process, has the lock
     * @throws IOException if the folder cannot be created or written
     */
    public static Optional<HomeLock> of(Path folder) throws IOException {
        Files.createDirectories(folder, PrivateFiles.FOLDER);
        FileChannel file = FileChannel.open(
                folder.resolve(FILE), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), PrivateFiles.FILE);
        if (isLocked(file)) {
            return Optional.of(new HomeLock(file));
        }
        file.close();
        return Optional.empty();
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            @Nullable Object lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
