// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Reads the raw entries of a directory by getdents64(2), as the directory's version. An entry has the name and the inode number. In sysfs
 * an inode number is the number of the kernfs node, and the kernel never gives the number to another node (kernfs_new_node and kernfs_ino
 * in fs/kernfs, since 5.5). A function or a driver that comes back under the same name is another node. The modification time of the
 * directory proves nothing: kernfs keeps no such time by itself.
 */
final class DirectoryEntries {

    /** Enough for the functions of most hosts. JNA copies the whole buffer both ways. */
    private static final int CHUNK = 8 * 1024;

    private static final boolean IS_AVAILABLE = hasFunction();

    private DirectoryEntries() {}

    /** Returns the version of the entries; empty if the directory cannot be read, or if the C library has no such function. */
    static Optional<DirectoryVersion> version(String place) {
        if (!IS_AVAILABLE) {
            return Optional.empty();
        }
        try {
            int directory = Libc.open(place, Libc.READ_ONLY | Libc.CLOSE_ON_EXEC);
            try {
                return Optional.of(DirectoryVersion.of(entries(directory)));
            } finally {
                Libc.close(directory);
            }
        } catch (LastErrorException unreadable) {
            return Optional.empty();
        }
    }

    private static byte[] entries(int directory) throws LastErrorException {
        ByteArrayOutputStream entries = new ByteArrayOutputStream(CHUNK);
        byte[] chunk = new byte[CHUNK];
        int count = (int) Calls.getdents64(directory, chunk, chunk.length);
        while (count > 0) {
            entries.write(chunk, 0, count);
            count = (int) Calls.getdents64(directory, chunk, chunk.length);
        }
        return entries.toByteArray();
    }

    /** Returns true if the C library has the function: glibc since 2.30, musl since 1.2. */
    private static boolean hasFunction() {
        try {
            NativeLibrary.getProcess().getFunction("getdents64");
            return true;
        } catch (UnsatisfiedLinkError missing) {
            return false;
        }
    }

    /** Is loaded only if the C library has the function. */
    private static final class Calls {

        static {
            Native.register(Calls.class, NativeLibrary.getProcess());
        }

        private Calls() {}

        static native long getdents64(int directory, byte[] entries, long size) throws LastErrorException;
    }
}
