// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.hosts;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Loads hosts of the field for tests. */
abstract class FieldHostTests {

    /** The exit codes of a command on a tree: refused, and undone because a tree binds no driver. */
    static final int REFUSED = 3;

    static final int UNDONE = 4;

    @TempDir
    private Path root;

    @TempDir
    Path state;

    FieldHost host(String manifest) {
        return new FieldHost(root, state, manifest);
    }
}
