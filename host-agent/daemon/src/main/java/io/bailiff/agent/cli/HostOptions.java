package io.bailiff.agent.cli;

import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.LinuxFiles;
import io.bailiff.agent.host.Modprobe;
import io.bailiff.agent.host.ModuleLoader;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has, before or after its name: which host, and how to answer. */
final class HostOptions {

    @Option(
            names = "--root",
            paramLabel = "DIR",
            defaultValue = "/",
            scope = ScopeType.INHERIT,
            description = "Where the host's / is, if the agent runs in a container (default: ${DEFAULT-VALUE}).")
    private Path root = Path.of("/");

    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = "/var/lib/bailiff",
            scope = ScopeType.INHERIT,
            description = "Where the agent keeps its journals (default: ${DEFAULT-VALUE}).")
    private Path state = Path.of("/var/lib/bailiff");

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON, for programs.")
    private boolean json;

    /** The host's files. */
    HostFiles files() {
        return new LinuxFiles(root);
    }

    /** What loads modules into the host's kernel. */
    ModuleLoader modules() {
        return new Modprobe(root);
    }

    Path state() {
        return state;
    }

    boolean json() {
        return json;
    }
}
