// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The files of a Linux machine, accessed by system calls.
 *
 * <p>Files are opened, written in one call and closed. Files are never created and never truncated, so a wrong path is an error
 * and not a new file. Safe for any number of threads.
 */
public final class LinuxFiles implements HostFiles {

    /** The directories of sysfs itself below {@code /sys}. */
    private static final List<String> ATTRIBUTES =
            List.of("/sys/bus/", "/sys/class/", "/sys/devices/", "/sys/kernel/iommu_groups/");

    private static final int CHUNK = 64 * 1024;

    /** The maximum size of a sysfs attribute: a page (sysfs_emit). JNA copies the whole buffer both ways. */
    private static final int PAGE = 4096;

    /** The host's first process, in the network namespace of the host. */
    private static final String FIRST_PROCESS = "/proc/1";

    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(3);

    private final RootedPaths paths;
    private final LockedReads lockedReads;

    /** @param root the location of the host's {@code /} on the current machine: {@code /}, or a container's mount point of the host */
    public LinuxFiles(Path root) {
        this(root, LOCK_PATIENCE);
    }

    /**
     * @param root the location of the host's {@code /} on the current machine
     * @param sysfs a mount of sysfs without the covers of a {@link WriteInterceptor}
     */
    public LinuxFiles(Path root, OwnSysfs sysfs) {
        this.lockedReads = new LockedReads(LOCK_PATIENCE);
        this.paths = new RootedPaths(prefix(root), sysfs);
    }

    /** @param lockPatience the time limit for reading a file that the kernel shows only under the device's lock */
    LinuxFiles(Path root, Duration lockPatience) {
        this.lockedReads = new LockedReads(lockPatience);
        this.paths = new RootedPaths(prefix(root));
    }

    private static String prefix(Path root) {
        String text = root.toAbsolutePath().normalize().toString();
        return text.equals("/") ? "" : text;
    }

    @Override
    public String read(String path) throws HostFileException {
        if (LockedReads.concerns(path)) {
            Optional<String> line = lockedReads.firstLine(paths.resolve(path), path);
            if (line.isPresent()) {
                return line.get().stripTrailing();
            }
        }
        try (OpenFile file = OpenFile.forReading(paths.resolve(path), path)) {
            boolean attribute = isAttribute(path);
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            byte[] chunk = new byte[path.startsWith("/sys/") ? PAGE : CHUNK];
            int count = file.read(chunk);
            while (count > 0) {
                content.write(chunk, 0, count);
                count = attribute && count < PAGE ? 0 : file.read(chunk);
            }
            return content.toString(StandardCharsets.UTF_8).stripTrailing();
        }
    }

    /**
     * Returns true for an attribute of sysfs. The kernel gives a whole attribute to one read (sysfs_kf_seq_show in fs/sysfs/file.c), so a
     * short read is the end. Other file systems below {@code /sys} have files of many records, and a short read between two records.
     */
    private static boolean isAttribute(String path) {
        return ATTRIBUTES.stream().anyMatch(path::startsWith);
    }

    @Override
    public byte[] readBytes(String path, int max) throws HostFileException {
        try (OpenFile file = OpenFile.forReading(paths.resolve(path), path)) {
            byte[] content = new byte[0];
            while (content.length < max) {
                byte[] chunk = new byte[max - content.length];
                int count = file.read(chunk);
                if (count == 0) {
                    break;
                }
                int before = content.length;
                content = Arrays.copyOf(content, before + count);
                System.arraycopy(chunk, 0, content, before, count);
            }
            return content;
        }
    }

    @Override
    public boolean anyLine(String path, Predicate<String> wanted) throws HostFileException {
        try (OpenFile file = OpenFile.forReading(paths.resolve(path), path);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(new Chunks(file), StandardCharsets.UTF_8), CHUNK)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (wanted.test(line)) {
                    return true;
                }
            }
            return false;
        } catch (HostFileException failure) {
            throw failure;
        } catch (IOException failure) {
            throw new HostFileException(HostError.OTHER, path, String.valueOf(failure.getMessage()));
        }
    }

    @Override
    public void write(String path, String value) throws HostFileException {
        byte[] bytes = bytes(value);
        try (OpenFile file = OpenFile.forWriting(paths.resolve(path), path)) {
            file.write(bytes);
        }
    }

    @Override
    public void writeBytes(String path, int offset, byte[] bytes) throws HostFileException {
        try (OpenFile file = OpenFile.forWriting(paths.resolve(path), path)) {
            file.write(offset, bytes);
        }
    }

    @Override
    public void writeDetached(String path, String value, Duration timeout) throws HostFileException {
        new DetachedWrite(paths.resolve(path), path).write(bytes(value), timeout);
    }

    @Override
    public List<String> list(String directory) throws HostFileException {
        return Listing.of(paths.resolve(directory), directory);
    }

    @Override
    public Optional<DirectoryVersion> version(String directory) {
        try {
            return DirectoryEntries.version(paths.resolve(directory));
        } catch (HostFileException unreadable) {
            // The caller reads the directory itself, and learns of the failure there.
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> readLink(String path) throws HostFileException {
        try {
            return Optional.of(RootedPaths.readLink(paths.resolveParent(path)));
        } catch (LastErrorException failure) {
            int errno = failure.getErrorCode();
            return Errno.EINVAL.is(errno) ? Optional.empty() : emptyIfAbsent(errno, path);
        }
    }

    @Override
    public Optional<String> realPath(String path) throws HostFileException {
        return exists(path) ? Optional.of(paths.follow(path, true)) : Optional.empty();
    }

    @Override
    public boolean exists(String path) throws HostFileException {
        try {
            return Libc.access(paths.resolve(path), Libc.EXISTS) == 0;
        } catch (LastErrorException failure) {
            return emptyIfAbsent(failure.getErrorCode(), path).isPresent();
        }
    }

    @Override
    public Optional<DeviceNumber> deviceNumber(String path) throws HostFileException {
        try {
            return FileStatus.deviceNumber(paths.resolve(path));
        } catch (LastErrorException failure) {
            emptyIfAbsent(failure.getErrorCode(), path);
            return Optional.empty();
        }
    }

    @Override
    public LinkSettings links() {
        return new RtnetlinkLinks(this);
    }

    @Override
    public Optional<NetworkTables> networkTables() throws HostFileException {
        return new NetworkNamespace(paths.resolve(FIRST_PROCESS), FIRST_PROCESS).tables();
    }

    /**
     * Returns empty if the errno means that the path does not exist. Any other errno, for example a missing permission, is a
     * failure.
     */
    private static Optional<String> emptyIfAbsent(int errno, String path) throws HostFileException {
        if (Errno.ENOENT.is(errno) || Errno.ENOTDIR.is(errno) || Errno.ESRCH.is(errno)) {
            return Optional.empty();
        }
        throw Errno.failure(errno, path);
    }

    private static byte[] bytes(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("An empty write has no effect; write a line feed to clear a value");
        }
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /** An open file as a stream, for the JDK's line reader. */
    private static final class Chunks extends InputStream {

        private final OpenFile file;

        Chunks(OpenFile file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            byte[] chunk = new byte[length];
            int count = file.read(chunk);
            System.arraycopy(chunk, 0, target, offset, count);
            return count == 0 ? -1 : count;
        }
    }
}
