// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A host with one covered file, for the tests of a class. */
abstract class OneCoveredFile {

    @TempDir
    Path directory;

    CoveredHost host;
    Path bind;

    @BeforeEach
    final void cover() throws Exception {
        host = new CoveredHost(directory);
        bind = host.file("bind");
        host.cover(bind);
    }

    @AfterEach
    final void close() throws Exception {
        host.close();
    }
}
