// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;

/**
 * The loaded classes of a process, written to a file when a first process ends by itself, and mapped by the processes after that one.
 * Loading classes is a large part of the work of a process that lives for a second. The JVM archives classes of jars only, so the
 * folders of the class path become jars.
 */
final class ClassArchive {

    private final Path file;
    private final String classPath;

    /**
     * Prepares an archive of this JVM's class path.
     *
     * @param directory an empty directory for the jars and the archive
     */
    ClassArchive(Path directory) throws IOException {
        file = directory.resolve("classes.jsa");
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path folder = Path.of(entry);
            entries.add(
                    Files.isDirectory(folder)
                            ? jar(folder, directory.resolve(entries.size() + ".jar"))
                                    .toString()
                            : entry);
        }
        classPath = String.join(":", entries);
    }

    /** Returns the flags of the process that writes the archive at its end. */
    List<String> writing() {
        // The end of the process must not wait for a reader of the JVM's log.
        return List.of("-XX:ArchiveClassesAtExit=" + file, "-Xlog:disable", "-cp", classPath);
    }

    /** Returns the flags of a process that uses the archive, if there is one that fits. */
    List<String> reading() {
        return List.of("-XX:SharedArchiveFile=" + file, "-Xlog:disable", "-cp", classPath);
    }

    private static Path jar(Path folder, Path jar) throws IOException {
        try (OutputStream bytes = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(bytes);
                Stream<Path> files = Files.walk(folder)) {
            entries.setLevel(Deflater.BEST_SPEED);
            for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
                entries.putNextEntry(new ZipEntry(folder.relativize(each).toString()));
                Files.copy(each, entries);
            }
        }
        return jar;
    }
}
