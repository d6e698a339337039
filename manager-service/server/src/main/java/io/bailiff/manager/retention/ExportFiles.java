// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.retention;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files of JSON lines in a folder: {@code removed.jsonl} is written, and renamed with the time when the file is full. Only the manager's user
 * can read the folder and the files. The number of the files is bounded: the oldest is deleted.
 */
final class ExportFiles implements Export {

    private static final String CURRENT = "removed.jsonl";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final FileAttribute<?> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;
    private final long longest;
    private final int most;
    private final Clock clock;

    /**
     * @param folder the folder; created with the first line
     * @param longest the size in bytes at which a file is full
     * @param most the largest number of files, the written file included
     */
    ExportFiles(Path folder, long longest, int most, Clock clock) {
        this.folder = folder;
        this.longest = longest;
        this.most = most;
        this.clock = clock;
    }

    @Override
    public void append(List<String> lines) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder, PRIVATE_FOLDER);
        }
        Path file = folder.resolve(CURRENT);
        if (Files.exists(file) && Files.size(file) >= longest) {
            rotate(file);
        }
        boolean fresh = !Files.exists(file);
        String text = lines.stream().map(line -> line + "\n").collect(Collectors.joining());
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PRIVATE_FILE)) {
            long end = wholeLines(channel);
            try {
                write(channel, end, text);
            } catch (IOException failed) {
                channel.truncate(end);
                throw failed;
            }
        }
        if (fresh) {
            sync(folder);
        }
    }

    /** Returns the length of the whole lines. A manager that was killed may have written half a line; its row is still in the database. */
    private static long wholeLines(FileChannel channel) throws IOException {
        long end = channel.size();
        ByteBuffer last = ByteBuffer.allocate(1);
        while (end > 0) {
            last.clear();
            channel.read(last, end - 1);
            if (last.get(0) == '\n') {
                break;
            }
            end--;
        }
        return end;
    }

    private static void write(FileChannel channel, long end, String text) throws IOException {
        channel.truncate(end).position(end);
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    private void rotate(Path file) throws IOException {
        Files.move(file, folder.resolve("removed-" + TIME.format(clock.instant()) + ".jsonl"));
        List<Path> full;
        try (Stream<Path> files = Files.list(folder)) {
            full = files.filter(known -> known.getFileName().toString().matches("removed-.*\\.jsonl"))
                    .sorted()
                    .toList();
        }
        for (Path old : full.subList(0, Math.max(0, full.size() - Math.max(0, most - 1)))) {
            Files.delete(old);
        }
        sync(folder);
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
