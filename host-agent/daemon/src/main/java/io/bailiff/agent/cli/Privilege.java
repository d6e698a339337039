// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks if the process runs as root, and so may do privileged operations. */
final class Privilege {

    private Privilege() {}

    static boolean isRoot() {
        try {
            // The kernel makes the effective user of the process the owner of this directory.
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}
