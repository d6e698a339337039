// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.springframework.beans.factory.DisposableBean;

/**
 * The manager's home folder: the database (unless the database is elsewhere), the root certificates for agents, and the manager's id. A running manager holds
 * a lock on the folder. A home thus has at most one manager, for every kind of database.
 */
public final class Home implements DisposableBean {

    private final Path folder;
    private final FileChannel lockFile;
    private final String managerId;

    private Home(Path folder, FileChannel lockFile, String managerId) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.managerId = managerId;
    }

    /**
     * Creates the folder if there is none, and locks the folder.
     *
     * @throws HomeUnusableException if the folder cannot be created, written or locked
     */
    static Home open(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel lockFile =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock(folder, lockFile);
            return new Home(folder, lockFile, managerId(folder));
        } catch (IOException e) {
            throw new HomeUnusableException(
                    "The home folder " + folder + " cannot be used: " + e,
                    "Make the folder writable for the manager's user, or name another folder with --bailiff.home=FOLDER.",
                    e);
        }
    }

    private static void lock(Path folder, FileChannel lockFile) throws IOException {
        if (!tryLock(lockFile)) {
            lockFile.close();
            throw new HomeUnusableException(
                    "Another manager runs with the home folder " + folder + ".",
                    "Stop the other manager, or start this manager with its own folder: --bailiff.home=FOLDER.",
                    null);
        }
    }

    private static boolean tryLock(FileChannel lockFile) throws IOException {
        try {
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private static String managerId(Path folder) throws IOException {
        Path file = folder.resolve("manager-id");
        if (!Files.exists(file)) {
            Files.writeString(file, UUID.randomUUID().toString());
        }
        return Files.readString(file).strip();
    }

    /** Returns the absolute path of the folder. */
    public Path folder() {
        return folder;
    }

    /** Returns the id of this home's manager; the same id after every restart. */
    public String managerId() {
        return managerId;
    }

    @Override
    public void destroy() throws IOException {
        lockFile.close();
    }
}
