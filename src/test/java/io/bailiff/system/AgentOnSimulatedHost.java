// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program {@code bailiff-agent} that root of a simulated host runs. Where the tests run as another user, the program becomes root of
 * a user namespace.
 */
final class AgentOnSimulatedHost {

    private static final String SCRIPT = """
            #!/bin/sh
            [ "$(id -u)" = 0 ] || exec unshare --map-root-user "$0" "$@"
            exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar '%s' --sim '%s' --state '%s' "$@"
            """;

    private AgentOnSimulatedHost() {}

    /**
     * Writes the program.
     *
     * @param folder gets the program, and the state of the agent
     * @param host the address of the simulated host
     */
    static void write(Path folder, String host) throws IOException {
        Path program = Files.writeString(
                folder.resolve("bailiff-agent"),
                SCRIPT.formatted(Processes.SIMULATION_JAR, host, folder.resolve("agent-state")));
        if (!program.toFile().setExecutable(true)) {
            throw new IOException(program + " cannot be made executable");
        }
    }
}
