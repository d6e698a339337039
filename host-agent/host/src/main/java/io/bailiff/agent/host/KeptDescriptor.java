// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.nio.file.Path;
import java.util.Optional;

/** The kinds of descriptors in a {@link DescriptorStore}. A store has at most one descriptor of each kind. */
public enum KeptDescriptor {
    /** The fanotify group of an {@link OpenInterceptor}. After the last close the kernel lets every held open through (fanotify_release). */
    OPENS("bailiff-guard", "BAILIFF_GUARD_", "the kernel lets held openers through if the agent is killed") {
        @Override
        boolean is(Path descriptor) throws LastErrorException {
            return RootedPaths.readLink(descriptor.toString()).equals("anon_inode:[fanotify]");
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
