// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The files that the agent of commit 1ad4a37 stored. See {@code golden/1ad4a37/README.md} in the resources of the tests. */
public final class GoldenFiles {

    private GoldenFiles() {}

    /** A golden file or directory. */
    public static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(GoldenFiles.class.getResource("/golden/1ad4a37/" + name), name)
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The directories below a golden directory that have a file of this name, sorted. */
    public static List<Path> directoriesWith(String file, String below) {
        try (Stream<Path> all = Files.walk(path(below))) {
            return all.filter(path -> path.endsWith(file))
                    .map(path -> Objects.requireNonNull(path.getParent()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a golden directory into another that is there. */
    public static void copy(Path golden, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(golden)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(golden.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.copy(file, copy);
            }
        }
    }
}
