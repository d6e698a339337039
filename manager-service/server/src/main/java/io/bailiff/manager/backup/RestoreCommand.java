// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.backup;

import io.bailiff.manager.home.Home;
import io.bailiff.manager.home.HomeLock;
import io.bailiff.manager.home.PrivateFiles;
import io.bailiff.manager.home.RestoreMark;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/**
 * Puts the files of a backup into a home that no manager uses. The files are checked completely before the home is changed, and former files
 * are kept aside. An interrupted restore can be repeated.
 */
final class RestoreCommand {

    /** The files that a restore puts into the home, with the database last: without it, no manager starts on half of the files. */
    private static final List<String> RESTORED = List.of(Archive.MANAGER_ID, Archive.CA, Archive.DATABASE);

    private static final String CHECKED = "restore-check";

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private final HomeSettings settings;
    private final Clock clock;
    private final PrintStream out;

    RestoreCommand(HomeSettings settings, Clock clock, PrintStream out) {
        this.settings = settings;
        this.clock = clock;
        this.out = out;
    }

    void run(Path backup, boolean replace) throws CommandFailure, IOException, SQLException {
        if (!Files.isRegularFile(backup)) {
            throw CommandFailure.usage(backup + " does not exist");
        }
        HomeLock lock = HomeLock.of(settings.home())
                .orElseThrow(() -> CommandFailure.refused(
                        "A manager runs with the home folder " + settings.home() + ": stop the manager first"));
        try {
            restore(backup, replace);
        } finally {
            lock.close();
        }
    }

    private void restore(Path backup, boolean replace) throws CommandFailure, IOException, SQLException {
        Path checked = settings.home().resolve(CHECKED);
        FileSystemUtils.deleteRecursively(checked);
        Files.createDirectory(checked, PrivateFiles.FOLDER);
        Restored restored;
        try {
            restored = check(backup, checked);
            requireFreeHome(replace);
        } catch (CommandFailure | IOException | SQLException | RuntimeException e) {
            FileSystemUtils.deleteRecursively(checked);
            throw e;
        }
        // From here on a manager refuses to start on the half-restored home until a restore has ended.
        FileSystemUtils.deleteRecursively(settings.home().resolve(Home.RESTORING));
        Path fresh = Files.move(checked, settings.home().resolve(Home.RESTORING), StandardCopyOption.ATOMIC_MOVE);
        RestoreMark.write(settings.home(), restored.manifest().madeAt());
        move(fresh);
        report(backup, restored, fresh);
        FileSystemUtils.deleteRecursively(fresh);
    }

    /**
     * The checked files.
     *
     * @param schema the number of the newest migration in the database
     * @param newest the number of the newest migration of this version of the manager
     */
    private record Restored(Manifest manifest, int schema, int newest) {}

    private Restored check(Path backup, Path fresh) throws CommandFailure, IOException, SQLException {
        Manifest manifest = Archive.extract(backup, fresh);
        int schema = new StoredDatabase(
                        fresh.resolve(Archive.DATABASE),
                        settings.database().user(),
                        settings.database().password())
                .schema();
        int newest = StoredDatabase.newestSchema();
        if (schema > newest) {
            throw CommandFailure.refused("The backup is of a newer version of the manager (" + manifest.manager()
                    + ", schema " + schema + "), and this version knows the schemas up to " + newest
                    + ": restore with the newer version");
        }
        return new Restored(manifest, schema, newest);
    }

    private void requireFreeHome(boolean replace) throws CommandFailure {
        List<String> present = present();
        if (!present.isEmpty() && !replace) {
            throw CommandFailure.refused(settings.home() + " has " + String.join(", ", present)
                    + " already: with --replace, these files are kept aside and replaced");
        }
    }

    private void move(Path fresh) throws IOException {
        List<String> present = present();
        if (!present.isEmpty()) {
            out.println("Former files kept in " + keepAside(present));
        }
        for (String name : RESTORED) {
            if (Files.exists(fresh.resolve(name))) {
                Files.move(fresh.resolve(name), settings.home().resolve(name), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        sync(settings.home());
    }

    private List<String> present() {
        return RESTORED.stream()
                .filter(name -> Files.exists(settings.home().resolve(name)))
                .toList();
    }

    private Path keepAside(List<String> present) throws IOException {
        Path aside = settings.home().resolve("before-restore-" + NAME.format(clock.instant()));
        Files.createDirectory(aside, PrivateFiles.FOLDER);
        // The database first: a manager that starts on the rest makes no new root certificate for an old database.
        List<String> order = new ArrayList<>(present);
        Collections.reverse(order);
        for (String name : order) {
            Files.move(settings.home().resolve(name), aside.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
        sync(aside);
        return aside;
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private void report(Path backup, Restored restored, Path fresh) {
        out.println(
                "Restored " + backup + " of " + restored.manifest().madeAt() + " to " + settings.home() + " (schema "
                        + restored.schema()
                        + (restored.schema() < restored.newest()
                                ? ", migrated to " + restored.newest() + " at the next start)"
                                : ")"));
        if (Files.exists(fresh.resolve("application.yml"))) {
            out.println("Not restored: application.yml, because settings belong to the machine.");
        }
        if (!settings.hasCa()) {
            out.println("Not restored: the root certificates in " + settings.ca() + ", outside of the home folder.");
        }
        out.println(
                "Start the manager. Hosts whose groups differ from the record get no orders before an operator has answered:"
                        + " GET /api/v1/outdated-hosts shows them (docs/operate.md, \"Backup and restore\").");
    }
}
