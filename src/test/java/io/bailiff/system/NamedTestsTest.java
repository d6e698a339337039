// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that docs/security.md names as proofs exist. */
class NamedTestsTest {

    private static final Pattern NAME = Pattern.compile("`(\\w+(?:Test|Contract))(?:\\.(\\w+))?`");

    private static final Pattern MODULE = Pattern.compile("<module>(.+?)</module>");

    @Test
    void everyTestThatTheThreatModelNamesExists() throws IOException {
        Map<String, String> tests = tests();
        List<MatchResult> named = NAME.matcher(Files.readString(Processes.ROOT.resolve("docs/security.md")))
                .results()
                .toList();

        assertThat(named).hasSizeGreaterThan(20).allSatisfy(name -> {
            assertThat(tests).containsKey(name.group(1));
            if (name.group(2) != null) {
                assertThat(tests.get(name.group(1))).contains(" void " + name.group(2) + "(");
            }
        });
    }

    /** Returns the sources of the test classes of all modules, by the names of the classes. */
    private static Map<String, String> tests() throws IOException {
        String pom = Files.readString(Processes.ROOT.resolve("pom.xml"));
        Map<String, String> tests = new HashMap<>();
        for (MatchResult module : MODULE.matcher(pom).results().toList()) {
            Path sources = Processes.ROOT.resolve(module.group(1)).resolve("src/test/java");
            if (Files.isDirectory(sources)) {
                addTests(sources, tests);
            }
        }
        addTests(Processes.ROOT.resolve("src/test/java"), tests);
        return tests;
    }

    private static void addTests(Path sources, Map<String, String> tests) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String name = file.getFileName().toString();
                tests.put(name.substring(0, name.lastIndexOf('.')), Files.readString(file));
            }
        }
    }
}
