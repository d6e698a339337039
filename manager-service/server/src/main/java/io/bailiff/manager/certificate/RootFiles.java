// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.certificate;

import io.bailiff.manager.home.HomeUnusableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of the root certificates: {@code root-1.pem}, {@code root-2.pem} and so on, each with a private key and the certificate of the
 * key. Only the manager's user can read the files that the manager makes.
 */
final class RootFiles {

    private static final Pattern NAME = Pattern.compile("root-([1-9][0-9]{0,8})\\.pem");

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path folder;

    RootFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the stored roots, in the order of their numbers.
     *
     * @throws HomeUnusableException if a file cannot be read or has no key and certificate that belong together
     */
    List<Root> read() {
        try {
            List<Root> roots = new ArrayList<>();
            for (int number : numbers()) {
                roots.add(read(file(number)));
            }
            return roots;
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /**
     * Stores a new root under the next number. A crash leaves the complete file or none.
     *
     * @throws IOException if the folder cannot be written, as a mounted secret
     */
    void add(Root root) throws IOException {
        Files.createDirectories(folder, OWNER_FOLDER);
        int last = numbers().stream().mapToInt(Integer::intValue).max().orElse(0);
        Path file = file(last + 1);
        Path unfinished = folder.resolve(file.getFileName() + ".tmp");
        Files.deleteIfExists(unfinished);
        try (FileChannel channel = FileChannel.open(
                unfinished, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_FILE)) {
            ByteBuffer text = ByteBuffer.wrap(
                    (Pem.of(root.key()) + Pem.of(root.certificate())).getBytes(StandardCharsets.US_ASCII));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private Path file(int number) {
        return folder.resolve("root-" + number + ".pem");
    }

    private List<Integer> numbers() throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> NAME.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(name -> Integer.valueOf(name.group(1)))
                    .sorted()
                    .toList();
        }
    }

    private static Root read(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII);
            Root root = new Root(Pem.certificate(text), Pem.key(text));
            CertificateMaker.requirePair(root);
            return root;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(file, e);
        }
    }

    private static HomeUnusableException unusable(Path path, Exception cause) {
        return new HomeUnusableException(
                "The root certificates of the agents cannot be read: " + path + ": " + cause,
                "Make the file readable for the manager's user, or restore the file from a backup. Without the file, move the folder away:"
                        + " the manager then makes a new root certificate, and every host has to join again.",
                cause);
    }
}
