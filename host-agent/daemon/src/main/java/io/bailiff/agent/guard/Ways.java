// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.guard.Way.Scope;
import io.bailiff.agent.guard.Way.Treatment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The writable files from which a lent function can be reached, from {@code ways.tsv}: the first row that is about a file counts. */
final class Ways {

    private static final int COLUMNS = 4;
    private static final Set<Scope> OF_FUNCTION = EnumSet.of(Scope.MEMBER, Scope.PHYSICAL, Scope.BRIDGE);
    private static final List<Way> ALL = read();
    private static final Map<File, Optional<Way>> FOUND = new ConcurrentHashMap<>();

    /** The largest number of remembered names: the names come from the directories of functions, and from paths of openers. */
    private static final int MOST_FOUND = 1_000;

    private record File(Scope scope, String name) {}

    private Ways() {}

    static List<Way> all() {
        return ALL;
    }

    /** Returns the row about the file; empty if the table does not know the file. */
    static Optional<Way> find(Scope scope, String name) {
        File file = new File(scope, name);
        Optional<Way> known = FOUND.get(file);
        if (known == null) {
            known = ALL.stream()
                    .filter(way -> way.scope() == scope && way.isAbout(name))
                    .findFirst();
            if (FOUND.size() < MOST_FOUND) {
                FOUND.put(file, known);
            }
        }
        return known;
    }

    /** Returns true if the guard must see the writers of the file of this name in the directory of the scope. */
    static boolean isGuarded(Scope scope, String name) {
        return find(scope, name)
                .map(Way::treatment)
                .filter(Treatment::isGuarded)
                .isPresent();
    }

    /** Returns true if the guard must see the writers of the file in the directory of a function, for some relation to a lent function. */
    static boolean isGuardedOfFunction(String name) {
        return OF_FUNCTION.stream().anyMatch(scope -> isGuarded(scope, name));
    }

    /** Returns true if programs read the file of this name in the directory of a module before they unload the module. */
    static boolean isReadBeforeUnload(String name) {
        return find(Scope.MODULE, name)
                .filter(way -> way.treatment() == Treatment.UNLOAD)
                .isPresent();
    }

    /** Returns true if the file of this name in {@code /proc/bus/pci} is read-only while the function of the file, or a function below, is lent. */
    static boolean isReadOnly(String name) {
        return find(Scope.PROC, name)
                .filter(way -> way.treatment() == Treatment.READ_ONLY)
                .isPresent();
    }

    private static List<Way> read() {
        try (InputStream table = Objects.requireNonNull(Ways.class.getResourceAsStream("ways.tsv"))) {
            return parse(new String(table.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Way> parse(String table) {
        return table.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Ways::row)
                .toList();
    }

    private static Way row(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException("not a row of four columns: " + line);
        }
        return new Way(
                Scope.valueOf(constant(columns[0])), columns[1], Treatment.valueOf(constant(columns[2])), columns[3]);
    }

    private static String constant(String word) {
        return word.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
