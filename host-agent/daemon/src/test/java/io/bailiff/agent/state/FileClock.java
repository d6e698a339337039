// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The clock of a file system, which stands still for some milliseconds. */
public final class FileClock {

    private FileClock() {}

    /** Returns when a change in the directory gets another time than the changes before. Does nothing if there is no such directory. */
    public static void awaitTick(Path directory) throws IOException {
        if (Files.exists(directory)) {
            Path probe = Files.createTempFile(directory.getParent(), "tick", "");
            while (Files.getLastModifiedTime(probe).compareTo(Files.getLastModifiedTime(directory)) <= 0) {
                Files.writeString(probe, "now");
            }
            Files.delete(probe);
        }
    }
}
