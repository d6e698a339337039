// SPDX-License-Identifier: Apache-2.0
package io.bailiff.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Creates the directories of {@code @TempDir} in memory if the machine has memory for files, because an fsync costs a
 * thousandth there. The first available place is used: the directory in the environment variable {@code BAILIFF_TEST_DIR},
 * removed by the script that sets the variable. Else a directory of the process in {@code /dev/shm}, if a tmpfs with 256 MiB
 * free, removed at the end of the process. Else the usual place. A test of the disk itself asks for
 * {@code @TempDir(factory = TempDirFactory.Standard.class)}.
 *
 * <p>{@code junit-platform.properties} names the class.
 */
public final class TestDirectories implements TempDirFactory {

    private static final String NAMED = "BAILIFF_TEST_DIR";
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final long ENOUGH_BYTES = 256L << 20;

    private static final Path PLACE = choose();

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
        return Files.createTempDirectory(PLACE, "junit-");
    }

    private static Path choose() {
        try {
            Path place = place();
            System.out.printf(
                    "the test directories are in %s (%s)%n",
                    place, Files.getFileStore(place).type());
            return place;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path place() throws IOException {
        String named = System.getenv(NAMED);
        if (named != null) {
            return Path.of(named);
        }
        if (isMemoryWithRoom(SHARED_MEMORY)) {
            Path own = Files.createDirectories(SHARED_MEMORY.resolve(
                    "bailiff-test-" + ProcessHandle.current().pid()));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(own)));
            return own;
        }
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static boolean isMemoryWithRoom(Path directory) throws IOException {
        if (!Files.isWritable(directory)) {
            return false;
        }
        FileStore store = Files.getFileStore(directory);
        return store.type().equals("tmpfs") && store.getUsableSpace() >= ENOUGH_BYTES;
    }

    /**
     * Deletes the directory in up to 100 rounds. Interrupted tests may still create files; a later round deletes the files
     * created during a round.
     */
    private static void delete(Path directory) {
        for (int round = 0; round < 100 && Files.exists(directory); round++) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException | UncheckedIOException e) {
                if (round == 99) {
                    throw new IllegalStateException("cannot remove " + directory + " in 100 rounds", e);
                }
            }
        }
    }
}
