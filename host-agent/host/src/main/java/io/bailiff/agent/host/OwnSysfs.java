// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import com.sun.jna.Pointer;
import java.util.List;

/**
 * A mount of sysfs that only the agent sees: the control files without the covers of a {@link WriteInterceptor}. The inodes are those of
 * {@code /sys}, so that an {@link OpenInterceptor} sees the opens. The mount is attached to no directory, and is reached by a link of
 * {@code /proc}, also from child processes of the agent. The mount ends with the agent.
 *
 * <p>Needs Linux 5.2 (fsopen(2), fsmount(2)) and CAP_SYS_ADMIN.
 */
public final class OwnSysfs implements AutoCloseable {

    private static final String SYSFS = "/sys";
    private static final List<String> DIRECTORIES =
            List.of("/sys/bus/", "/sys/class/", "/sys/devices/", "/sys/module/");

    private static final int FSOPEN_CLOEXEC = 1;
    private static final int FSCONFIG_CMD_CREATE = 6;
    private static final int FSMOUNT_CLOEXEC = 1;
    /** MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC. */
    private static final int ATTRIBUTES = 0x2 | 0x4 | 0x8;

    private final int mount;
    private final String root;

    private OwnSysfs(int mount) {
        this.mount = mount;
        this.root = "/proc/" + ProcessHandle.current().pid() + "/fd/" + mount;
    }

    /**
     * Mounts sysfs.
     *
     * @throws HostFileException if the kernel is too old, or the process lacks the rights
     */
    public static OwnSysfs mount() throws HostFileException {
        try {
            int context = (int) LibcMounts.syscall(LibcMounts.FSOPEN, "sysfs", FSOPEN_CLOEXEC);
            try {
                LibcMounts.syscall(LibcMounts.FSCONFIG, context, FSCONFIG_CMD_CREATE, Pointer.NULL, Pointer.NULL, 0);
                return new OwnSysfs((int) LibcEvents.syscall(LibcMounts.FSMOUNT, context, FSMOUNT_CLOEXEC, ATTRIBUTES));
            } finally {
                Libc.close(context);
            }
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), SYSFS);
        }
    }

    /**
     * Returns the place of a file of a bus, a class, a device or a module in the agent's mount. Any other path is returned as it is: below
     * {@code /sys/fs} and {@code /sys/kernel} other file systems are mounted.
     */
    public String place(String path) {
        return DIRECTORIES.stream().anyMatch(path::startsWith) ? root + path.substring(SYSFS.length()) : path;
    }

    @Override
    public void close() {
        try {
            Libc.close(mount);
        } catch (LastErrorException alreadyClosed) {
            // Nothing can be done about a failed close.
        }
    }
}
