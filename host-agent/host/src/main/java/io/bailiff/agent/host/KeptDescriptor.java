// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The kinds of descriptors in a {@link DescriptorStore}. A store has at most one descriptor of each kind. */
public enum KeptDescriptor {
    /**
     * The fanotify group of an {@link OpenInterceptor} for files that nobody can read. After the last close the kernel lets every held open
     * through (fanotify_release).
     */
    OPENS("bailiff-guard", "BAILIFF_GUARD_", "the kernel lets held openers through if the agent is killed") {
        @Override
        boolean is(Path descriptor) throws LastErrorException {
            return isGroup(descriptor, EventFiles.WRITTEN);
        }
    },
    /** The fanotify group of an {@link OpenInterceptor} for files that can be read; kept only while an open of such a file is held. */
    OPENS_OF_READABLE_FILES(
            "bailiff-readers",
            "BAILIFF_READERS_",
            "the kernel lets held unloads of modules through if the agent is killed") {
        @Override
        boolean is(Path descriptor) throws LastErrorException {
            return isGroup(descriptor, EventFiles.READ);
        }
    },
    /** The FUSE connection of a {@link WriteInterceptor}. After the last close every access to a covered file fails (fuse_dev_release). */
    WRITES("bailiff-writes", "BAILIFF_WRITES_", "every access to a covered control file fails if the agent is killed") {
        @Override
        boolean is(Path descriptor) throws LastErrorException {
            return FileStatus.deviceNumber(descriptor.toString()).equals(Optional.of(FUSE));
        }
    };

    /** {@code /dev/fuse} (FUSE_MINOR in include/linux/miscdevice.h). */
    private static final DeviceNumber FUSE = new DeviceNumber(DeviceNumber.Type.CHARACTER, 10, 229);

    private final String systemdName;
    private final String variables;
    private final String lossOf;

    KeptDescriptor(String systemdName, String variables, String lossOf) {
        this.systemdName = systemdName;
        this.variables = variables;
        this.lossOf = lossOf;
    }

    /** @param descriptor a link of a process's {@code fd} directory */
    private static boolean isGroup(Path descriptor, EventFiles files) throws LastErrorException {
        if (!RootedPaths.readLink(descriptor.toString()).equals("anon_inode:[fanotify]")) {
            return false;
        }
        try {
            return FanotifyDescriptor.isOf(
                    files,
                    descriptor.resolveSibling(Path.of("..", "fdinfo", String.valueOf(descriptor.getFileName()))));
        } catch (IOException closed) {
            return false;
        }
    }

    /** Returns true if a link of a process's {@code fd} directory is a descriptor of this kind. */
    abstract boolean is(Path descriptor) throws LastErrorException;

    /** Returns true like {@link #is}; false for a descriptor that is closed, or of a process that is out of reach. */
    boolean isReadable(Path descriptor) {
        try {
            return is(descriptor);
        } catch (LastErrorException closedOrNotOurs) {
            return false;
        }
    }

    /** Returns the name in systemd's file descriptor store. */
    String systemdName() {
        return systemdName;
    }

    /** Returns the beginning of the holder's environment variables. */
    String variables() {
        return variables;
    }

    /** Returns the consequence of a missing store, for people. */
    String lossOf() {
        return lossOf;
    }
}
