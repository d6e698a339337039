// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the address of the manager and for enrolment at the manager. */
public final class ManagerOptions {

    @Option(
            names = "--manager",
            paramLabel = "URL",
            description = "The URL of the manager, for example https://bailiff.example.org.")
    private @Nullable URI manager;

    @Option(
            names = "--join-token-file",
            paramLabel = "FILE",
            description = "The file with the join token. Needed until the host is enrolled.")
    private @Nullable Path joinTokenFile;

    @Option(
            names = "--join-token",
            paramLabel = "TOKEN",
            description = "The join token. Other users of this host can read the token in the list of processes.")
    private @Nullable String joinToken;

    /** Returns true if a manager was named. */
    public boolean given() {
        return manager != null;
    }

    /**
     * Returns the address of the manager.
     *
     * @throws CommandFailure if the address is missing, or is no http or https address
     */
    public URI address() {
        URI address = manager;
        if (address == null) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "--manager is missing.",
                    "Name the manager: --manager=https://bailiff.example.org");
        }
        if (!List.of("http", "https").contains(String.valueOf(address.getScheme())) || address.getHost() == null) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "--manager " + address + " is not an http or https URL with a host.",
                    "Write --manager=https://bailiff.example.org");
        }
        return address;
    }

    /** Returns the join token, from the file if a file was named; null if no token was given. */
    public @Nullable String joinToken() {
        Path file = joinTokenFile;
        if (file == null) {
            return joinToken;
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "--join-token-file " + file + " cannot be read: " + e + ".",
                    "The manager stores the token in the file join-token of its home folder.");
        }
    }
}
