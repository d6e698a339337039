// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.backup;

import io.bailiff.manager.home.HomeLock;
import io.bailiff.manager.home.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.springframework.util.FileSystemUtils;

/** Writes a backup of a home, and checks the written file. The manager may run. */
final class BackupCommand {

    private final HomeSettings settings;
    private final Clock clock;
    private final PrintStream out;

    BackupCommand(HomeSettings settings, Clock clock, PrintStream out) {
        this.settings = settings;
        this.clock = clock;
        this.out = out;
    }

    void run(Path backup, String version) throws CommandFailure, IOException, SQLException {
        if (Files.exists(backup)) {
            throw CommandFailure.refused(backup + " exists already: name a new file");
        }
        if (!Files.exists(settings.database().file())) {
            throw CommandFailure.usage(
                    settings.home() + " has no database: name the home folder with --bailiff.home=FOLDER");
        }
        Path unfinished = backup.resolveSibling(backup.getFileName() + ".tmp");
        Files.deleteIfExists(unfinished);
        try {
            Optional<HomeLock> lock = HomeLock.of(settings.home());
            try (FileChannel file = Archive.newFile(unfinished)) {
                if (lock.isPresent()) {
                    write(Channels.newOutputStream(file), version);
                } else {
                    receive(file);
                }
                file.force(true);
            } finally {
                if (lock.isPresent()) {
                    lock.get().close();
                }
            }
            int schema = check(unfinished);
            Files.move(unfinished, backup, StandardCopyOption.ATOMIC_MOVE);
            out.println("Backup written and checked: " + backup + " (" + Files.size(backup) + " bytes, schema " + schema
                    + (lock.isPresent() ? ", the manager does not run)" : ", from the running manager)"));
            if (!settings.hasCa()) {
                out.println("Not in the backup: the root certificates in " + settings.ca()
                        + ", which is outside of the home folder. Back up this folder by other means.");
            }
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private void write(OutputStream to, String version) throws IOException, SQLException {
        Path zip = settings.home().resolve("backup.tmp");
        Files.deleteIfExists(zip);
        Files.createFile(zip, PrivateFiles.FILE);
        try {
            settings.database().backUp(zip);
            Archive.write(settings.home(), zip, version, clock.instant(), to);
        } finally {
            Files.deleteIfExists(zip);
        }
    }

    private void receive(FileChannel file) throws IOException, CommandFailure {
        Path socket = settings.home().resolve(BackupSocket.SOCKET);
        if (!Files.exists(socket)) {
            throw CommandFailure.refused("A manager runs on " + settings.home()
                    + " and offers no backups (see its log): stop the manager, or wait until its start has ended");
        }
        try (SocketChannel manager = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            Channels.newInputStream(manager).transferTo(Channels.newOutputStream(file));
        }
    }

    /** Reads the whole backup, and opens the database in a copy. */
    private int check(Path backup) throws CommandFailure, IOException, SQLException {
        Path folder = Files.createTempDirectory(
                Objects.requireNonNull(backup.getParent()), "backup-check-", PrivateFiles.FOLDER);
        try {
            Archive.extract(backup, folder);
            StoredDatabase home = settings.database();
            return new StoredDatabase(folder.resolve(Archive.DATABASE), home.user(), home.password()).schema();
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }
}
