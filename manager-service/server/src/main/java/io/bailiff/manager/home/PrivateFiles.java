// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.home;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The permissions of the manager's files: the owner alone reads and writes them (0600), in folders of the owner alone (0700). */
public final class PrivateFiles {

    /** The permissions of a new file. */
    public static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** The permissions of a new folder. */
    public static final FileAttribute<Set<PosixFilePermission>> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);

    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private PrivateFiles() {}

    /**
     * Takes the permissions of the group and of others from a folder and from everything in the folder. Logs each change, and each file that
     * the manager's user may not change: in a container, the folder can belong to root. Symbolic links are not followed.
     *
     * @throws IOException if the folder cannot be read
     */
    static void mend(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
                mendOne(inner);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!attributes.isSymbolicLink()) {
                    mendOne(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path gone, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void mendOne(Path file) {
        try {
            Set<PosixFilePermission> has = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
            if (OWNERS.containsAll(has)) {
                return;
            }
            Set<PosixFilePermission> kept = EnumSet.copyOf(OWNERS);
            kept.retainAll(has);
            Files.setPosixFilePermissions(file, kept);
            LOG.info(
                    "permissions of others removed file={} before={}: others could read or change the manager's files",
                    file,
                    PosixFilePermissions.toString(has));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn(
                    "cannot remove the permissions of others file={} error={}: others may read or change the manager's files",
                    file,
                    e.toString());
        }
    }
}
