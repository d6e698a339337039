package io.bailiff.agent.cli;

import io.bailiff.agent.group.FunctionThreads;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.Patience;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.LinuxFiles;
import io.bailiff.agent.host.Modprobe;
import io.bailiff.agent.host.ModuleLoader;
import io.bailiff.agent.kernel.ConflictProbe;
import java.nio.file.Path;
import java.util.List;
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

    private final Doors doors;

    HostOptions(Doors doors) {
        this.doors = doors;
    }

    /** The host's files. */
    HostFiles files() {
        return doors.host(new LinuxFiles(root));
    }

    /** The host's groups, and what there is to do with them. */
    Groups groups() {
        HostFiles files = files();
        ConflictProbe probe = new ConflictProbe(files);
        return Groups.of(
                files,
                modules(),
                group -> List.of(),
                probe::probe,
                state,
                doors.state(),
                FunctionThreads.start(doors.functionThreads()),
                Patience.normal());
    }

    /**
     * Ends the command at once if it could only fail later.
     *
     * @throws CommandFailure if this process may not move devices
     */
    void requireRoot() {
        if (!Privilege.isRoot()) {
            throw new CommandFailure(
                    ExitCode.HOST_CANNOT, "Only root can move devices.", "Run it as root on the host itself.");
        }
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
