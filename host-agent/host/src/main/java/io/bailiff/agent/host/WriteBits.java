// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The write bits of watched files. The kernel opens the file of a fanotify event like the fanotify group, for writing, and denies the opener
 * if that fails. So a file without a write bit gets a bit while the file is watched. The bit lets nobody write: the kernel answers a write to
 * such a file of sysfs with EIO (module_attr_store in kernel/params.c).
 *
 * <p>Sources: create_fd in fs/notify/fanotify/fanotify_user.c, kernfs_fop_open in fs/kernfs/file.c.
 */
final class WriteBits {

    private static final Set<PosixFilePermission> WRITE = EnumSet.of(
            PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    /** The files with a bit that the host does not know. */
    private final Set<String> added = ConcurrentHashMap.newKeySet();

    /** Returns true if the file at the place has a write bit, or if the mode cannot be read. */
    static boolean isWritable(String place) {
        try {
            return Files.getPosixFilePermissions(Path.of(place)).stream().anyMatch(WRITE::contains);
        } catch (IOException leftToTheMark) {
            return true;
        }
    }

    /**
     * Gives the owner of the file the write bit, for a file that never has one without this class: also the file of an earlier agent is
     * restored later.
     *
     * @param path the file in the host's spelling, for the error
     */
    void add(String place, String path) throws HostFileException {
        added.add(place);
        if (!isWritable(place)) {
            change(place, path, true);
        }
    }

    /** Takes the bit back; no effect on a file that {@link #add} has not changed. */
    void restore(String place) {
        if (added.remove(place)) {
            try {
                change(place, place, false);
            } catch (HostFileException goneOrKept) {
                // The file has gone with its module, or keeps a bit without effect.
            }
        }
    }

    void restoreAll() {
        added.forEach(this::restore);
    }

    private static void change(String place, String path, boolean writable) throws HostFileException {
        try {
            Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
            mode.addAll(Files.getPosixFilePermissions(Path.of(place)));
            if (writable) {
                mode.add(PosixFilePermission.OWNER_WRITE);
            } else {
                mode.remove(PosixFilePermission.OWNER_WRITE);
            }
            Files.setPosixFilePermissions(Path.of(place), mode);
        } catch (NoSuchFileException gone) {
            throw new HostFileException(HostError.NO_ENTRY, path, "No such file or directory (ENOENT)");
        } catch (IOException failure) {
            throw new HostFileException(HostError.OTHER, path, "cannot change the mode of the file: " + failure);
        }
    }
}
