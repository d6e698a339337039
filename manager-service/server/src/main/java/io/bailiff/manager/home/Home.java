// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.springframework.beans.factory.DisposableBean;

/**
 * The manager's home folder: the database (unless the database is elsewhere), the root certificates for agents, and the manager's id. A running manager holds
 * a lock on the folder. A home thus has at most one manager, for every kind of database.
 */
public final class Home implements DisposableBean {

    /** The folder with the files of a restore that has not ended. */
    public static final String RESTORING = "restoring";

    private final Path folder;
    private final HomeLock lock;
    private final String managerId;

    private Home(Path folder, HomeLock lock, String managerId) {
        this.folder = folder;
        this.lock = lock;
        this.managerId = managerId;
    }

    /**
     * Creates the folder if there is none, locks the folder, and takes the permissions of others from its files.
     *
     * @throws HomeUnusableException if the folder cannot be created, written or locked
     */
    static Home open(Path folder) {
        try {
            HomeLock lock = HomeLock.of(folder).orElseThrow(() -> taken(folder));
            requireWhole(folder);
            PrivateFiles.mend(folder);
            return new Home(folder, lock, managerId(folder));
        } catch (IOException e) {
            throw new HomeUnusableException(
                    "The home folder " + folder + " cannot be used: " + e,
                    "Make the folder writable for the manager's user, or name another folder with --bailiff.home=FOLDER.",
                    e);
        }
    }

    private static void requireWhole(Path folder) {
        if (Files.exists(folder.resolve(RESTORING))) {
            throw new HomeUnusableException(
                    "A restore to the home folder " + folder + " was interrupted, and the folder may lack files.",
                    "Run the restore again: java -jar bailiff-manager.jar restore BACKUP --replace.",
                    null);
        }
    }

    private static HomeUnusableException taken(Path folder) {
        return new HomeUnusableException(
                "Another manager runs with the home folder " + folder + ".",
                "Stop the other manager, or start this manager with its own folder: --bailiff.home=FOLDER.",
                null);
    }

    private static String managerId(Path folder) throws IOException {
        Path file = folder.resolve("manager-id");
        if (!Files.exists(file) || Files.size(file) == 0) {
            Files.deleteIfExists(file);
            Files.createFile(file, PrivateFiles.FILE);
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
        lock.close();
    }
}
