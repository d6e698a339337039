// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.ProcessDescriptors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mounts and unmounts the FUSE file system of the covers. */
final class Connector {

    /**
     * The kernel checks the permissions of the covered file itself, and lets other users than the agent's in. The mount is private: on a host
     * with shared mounts, a top cover over a lower cover would also be mounted over the lower cover's file in the file system.
     */
    private static final String OPTIONS =
            "private,rootmode=40000,user_id=0,group_id=0,default_permissions,allow_other,nosuid,nodev,noexec";

    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);
    private static final String LABEL = "security.selinux";
    private static final int LONGEST_LABEL = 1024;
    private static final long SLOT = 3;

    private final Setting setting;

    Connector(Setting setting) {
        this.setting = setting;
    }

    /**
     * Mounts a new file system, in place of a file system that an earlier agent has left and that nobody serves.
     *
     * @param sample a real place of a file to be covered, whose SELinux label all covers get
     * @return the open {@code /dev/fuse}
     */
    int connect(String sample) throws HostFileException {
        String directory = setting.directory().toString();
        prepare();
        try {
            return setting.namespace().change(shell -> {
                long pid = shell.connect(OPTIONS + label(sample), directory);
                // The shell is a living child of the agent.
                int file = ProcessDescriptors.copy(pid, SLOT, () -> true).orElseThrow();
                shell.disconnect();
                return file;
            });
        } catch (LastErrorException failure) {
            throw new HostFileException(HostError.OTHER, directory, "errno " + failure.getErrorCode());
        }
    }

    private void prepare() throws HostFileException {
        removeOld();
        Path place = Path.of(setting.namespace().place(setting.directory().toString()));
        try {
            Files.createDirectories(
                    place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException failure) {
            throw new HostFileException(HostError.OTHER, place.toString(), "cannot create the directory: " + failure);
        }
    }

    /** Removes the covers and the mount of an earlier agent whose connection was lost. */
    private void removeOld() throws HostFileException {
        MountNamespace namespace = setting.namespace();
        String directory = setting.directory().toString();
        try {
            for (String device : MountTable.devices(namespace.mountInfo(), directory)) {
                LOG.warn("remove the covers of an earlier agent directory={} device={}", directory, device);
                CoverMounts old = new CoverMounts(namespace, directory, device);
                uncover(old);
                disconnect();
            }
        } catch (IOException failure) {
            throw new HostFileException(
                    HostError.OTHER, namespace.mountInfo().toString(), String.valueOf(failure.getMessage()));
        }
    }

    private static void uncover(CoverMounts old) throws HostFileException {
        Set<String> paths =
                old.mounted().stream().map(MountTable.MountedCover::path).collect(Collectors.toSet());
        for (HostFileException failure : old.uncover(paths).values()) {
            throw failure;
        }
    }

    /** Returns the mount option for the SELinux label of a file; empty without a label. */
    private static String label(String place) {
        byte[] value = new byte[LONGEST_LABEL];
        try {
            int length = (int) FuseCalls.getxattr(place, LABEL, value, value.length);
            String label = new String(value, 0, length, StandardCharsets.UTF_8);
            return ",context=\"" + label.replace("\0", "") + '"';
        } catch (LastErrorException noLabel) {
            return "";
        }
    }

    /** Returns the file system's device, as in mountinfo. */
    String device() throws HostFileException {
        String directory = setting.directory().toString();
        try {
            return FileState.of(setting.namespace().place(directory))
                    .map(FileState::device)
                    .orElseThrow(() -> new HostFileException(HostError.NO_ENTRY, directory, "the mount is gone"));
        } catch (LastErrorException failure) {
            throw new HostFileException(HostError.OTHER, directory, "errno " + failure.getErrorCode());
        }
    }

    /** Returns true if a file system of covers is mounted. */
    boolean isMounted() throws HostFileException {
        try {
            return !MountTable.devices(
                            setting.namespace().mountInfo(), setting.directory().toString())
                    .isEmpty();
        } catch (IOException failure) {
            throw new HostFileException(
                    HostError.OTHER, setting.namespace().mountInfo().toString(), String.valueOf(failure));
        }
    }

    /** Unmounts the file system; open files and covers stay. */
    void disconnect() throws HostFileException {
        setting.namespace().change(shell -> {
            shell.detach(List.of(setting.directory().toString()));
            return true;
        });
    }
}
