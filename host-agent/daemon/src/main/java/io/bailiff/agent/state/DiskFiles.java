// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.state;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The state files on the real disk. */
public final class DiskFiles implements StateFiles {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    @Override
    public void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, OWNER_DIRECTORY);
    }

    @Override
    public String read(Path file) throws IOException {
        return Files.readString(file);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    @Override
    public Optional<DirectoryStamp> stamp(Path directory) throws IOException {
        try {
            Map<String, Object> status = Files.readAttributes(directory, "unix:dev,ino,lastModifiedTime,ctime");
            return Optional.of(new DirectoryStamp(
                    value(status, "dev", Long.class),
                    value(status, "ino", Long.class),
                    value(status, "lastModifiedTime", FileTime.class).toInstant(),
                    value(status, "ctime", FileTime.class).toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Returns a value that the JDK always supplies (UnixFileAttributeViews.Unix.readAttributes). */
    private static <T> T value(Map<String, Object> status, String name, Class<T> type) {
        return type.cast(Objects.requireNonNull(status.get(name)));
    }

    @Override
    public void write(Path file, String text) throws IOException {
        write(file, text, Set.of(CREATE, TRUNCATE_EXISTING, WRITE));
    }

    @Override
    public void append(Path file, String text) throws IOException {
        write(file, text, Set.of(CREATE, APPEND));
    }

    private static void write(Path file, String text, Set<StandardOpenOption> options) throws IOException {
        try (FileChannel channel = FileChannel.open(file, options, OWNER_FILE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    @Override
    public void sync(Path fileOrDirectory) throws IOException {
        // Linux flushes the whole file through any descriptor, and allows a directory to be opened for reading.
        try (FileChannel channel = FileChannel.open(fileOrDirectory, READ)) {
            channel.force(true);
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }
}
