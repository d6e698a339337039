// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.home;

import java.nio.file.Path;
import java.util.Optional;

/** The file of an H2 database. */
public final class H2File {

    /** The extension that H2 adds to the name in the URL. */
    public static final String EXTENSION = ".mv.db";

    private static final String PREFIX = "jdbc:h2:file:";

    private H2File() {}

    /** Returns the file of a database in a file; empty for every other URL. */
    public static Optional<Path> of(String url) {
        if (!url.startsWith(PREFIX)) {
            return Optional.empty();
        }
        int settings = url.indexOf(';');
        String name = url.substring(PREFIX.length(), settings < 0 ? url.length() : settings);
        return Optional.of(Path.of(name + EXTENSION));
    }
}
