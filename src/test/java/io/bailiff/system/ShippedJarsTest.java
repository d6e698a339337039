// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two jars that are shipped: their version, their licence, and the list of the libraries in them. */
@Tag("slow")
class ShippedJarsTest {

    private static final String LIBRARIES = "BOOT-INF/lib/";

    /** Bailiff's own modules; and a part of Spring Boot that the packaging adds, not a dependency. */
    private static final String NO_LIBRARY =
            "(host-agent|libvirt-adapter|manager-service|spring-boot-jarmode-tools)-.*";

    @TempDir
    private Path logs;

    @Test
    void bothJarsPrintTheSameVersion() throws Exception {
        String manager = printedVersion(Processes.MANAGER_JAR);
        String agent = printedVersion(Processes.AGENT_JAR);

        assertThat(manager).matches("bailiff-manager \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
        assertThat(agent.replace("bailiff-agent", "bailiff-manager")).isEqualTo(manager);
    }

    @Test
    void theListOfLibrariesNamesEveryLibraryInTheManager() throws IOException {
        try (JarFile jar = new JarFile(Processes.MANAGER_JAR.toFile())) {
            String list = text(jar, "META-INF/THIRD-PARTY.txt");
            List<String> libraries = jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                    .map(name -> name.substring(LIBRARIES.length(), name.length() - ".jar".length()))
                    .filter(name -> !name.matches(NO_LIBRARY))
                    .toList();

            assertThat(libraries)
                    .hasSizeGreaterThan(50)
                    .allSatisfy(library -> assertThat(listed(list)).contains(library));
        }
    }

    @Test
    void bothJarsHaveTheLicenceAndTheNotice() throws IOException {
        try (JarFile manager = new JarFile(Processes.MANAGER_JAR.toFile());
                JarFile agent = new JarFile(Processes.AGENT_JAR.toFile())) {
            assertThat(text(manager, "META-INF/LICENSE")).contains("Apache License");
            assertThat(text(agent, "META-INF/LICENSE")).contains("Apache License");
            assertThat(text(manager, "META-INF/NOTICE")).startsWith("Bailiff\n");
            assertThat(text(agent, "META-INF/NOTICE")).startsWith("Bailiff\n");
            assertThat(listed(text(agent, "META-INF/THIRD-PARTY.txt")))
                    .anyMatch(library -> library.startsWith("jna-"))
                    .anyMatch(library -> library.startsWith("jackson-databind-"));
        }
    }

    /** Returns the names of the libraries in the list, as their jars are named. */
    private static List<String> listed(String list) {
        return list.lines()
                .filter(line -> line.matches("\\S+:\\S+:\\S+: .+"))
                .map(line -> line.split(":", 4))
                .map(parts -> parts[1] + "-" + parts[2])
                .toList();
    }

    private static String text(JarFile jar, String name) throws IOException {
        ZipEntry entry = Objects.requireNonNull(jar.getEntry(name), name);
        return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }

    private String printedVersion(Path jar) throws Exception {
        try (Processes processes = new Processes(logs)) {
            return processes.output(jar, "--version").strip();
        }
    }
}
