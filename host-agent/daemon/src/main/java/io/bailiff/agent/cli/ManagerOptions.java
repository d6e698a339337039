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

    @Option(names = "--manager", paramLabel = "URL", description = "The manager: https://bailiff.example.org.")
    private @Nullable URI manager;

    @Option(
            names = "--join-token-file",
            paramLabel = "FILE",
            description = "Holds the token that lets a host in. Needed until the host is enrolled.")
    private @Nullable Path joinTokenFile;

    @Option(
            names = "--join-token",
            paramLabel = "TOKEN",
            description = "The token itself; others on this host can see it in the list of processes.")
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
                    "--manager " + address + " is not an address of a manager.",
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
                    "The manager keeps its token in the file join-token of its home folder.");
        }
    }
}
