package io.bailiff.agent.cli;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.critical.LiveNeeds;
import io.bailiff.agent.group.FunctionThreads;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.HostNeeds;
import io.bailiff.agent.group.JournalStore;
import io.bailiff.agent.group.Patience;
import io.bailiff.agent.guard.Senses;
import io.bailiff.agent.host.FanotifyGate;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.HostLog;
import io.bailiff.agent.host.LinuxFiles;
import io.bailiff.agent.host.Modprobe;
import io.bailiff.agent.host.ModuleLoader;
import io.bailiff.agent.host.NetlinkUevents;
import io.bailiff.agent.host.Terminals;
import io.bailiff.agent.host.UeventSource;
import io.bailiff.agent.kernel.ConflictProbe;
import io.bailiff.agent.sim.RemoteSimFiles;
import io.bailiff.agent.state.StateFiles;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--management-address",
            paramLabel = "ADDRESS",
            scope = ScopeType.INHERIT,
            description =
                    "An address by which this host is managed; what carries the way to it is never lent. Repeatable.")
    private List<String> managementAddresses = List.of();

    @Option(
            names = "--sim",
            paramLabel = "URL",
            hidden = true,
            scope = ScopeType.INHERIT,
            description = "Work on a simulated host: http://127.0.0.1:7990/hosts/NAME.")
    private @Nullable URI simulation;

    private final Doors doors;

    private volatile @Nullable ConflictBehaviour conflictBehaviour;

    HostOptions(Doors doors) {
        this.doors = doors;
    }

    /** What carries the way to the manager is not lent either. */
    void alsoManagedFrom(URI manager) throws UnknownHostException {
        List<String> addresses = new ArrayList<>(managementAddresses);
        for (InetAddress address : InetAddress.getAllByName(manager.getHost())) {
            addresses.add(address.getHostAddress());
        }
        managementAddresses = addresses;
    }

    /** The host's files. */
    HostFiles files() {
        URI simulated = simulation;
        return doors.host(simulated == null ? new LinuxFiles(root) : new RemoteSimFiles(simulated));
    }

    /** The host's groups, and what there is to do with them. */
    Groups groups() {
        HostFiles files = files();
        return Groups.of(
                files,
                modules(),
                needs(files),
                this::conflictBehaviour,
                state,
                doors.state(),
                FunctionThreads.start(doors.functionThreads()),
                Patience.normal());
    }

    /** What the host cannot spare. */
    HostNeeds needs(HostFiles files) {
        return doors.needs(new LiveNeeds(files, managementAddresses));
    }

    /** The file operations in {@link #state}. */
    StateFiles stateFiles() {
        return doors.state();
    }

    /** What the kernel does about conflicts; read once, because it takes a while and stays so until the next boot. */
    ConflictBehaviour conflictBehaviour() {
        ConflictBehaviour known = conflictBehaviour;
        if (known == null) {
            known = new ConflictProbe(files()).probe();
            conflictBehaviour = known;
        }
        return known;
    }

    /**
     * Ends the command at once if it could only fail later.
     *
     * @throws CommandFailure if this process may not move devices
     */
    void requireRoot() {
        if (simulation == null && !Privilege.isRoot()) {
            throw new CommandFailure(
                    ExitCode.HOST_CANNOT, "Only root can move devices.", "Run it as root on the host itself.");
        }
    }

    /** By what the guard of this host sees and holds. Without a gate the agent works on, and says that it is blind. */
    Senses senses() throws HostFileException {
        if (simulation != null) {
            return Senses.none("this host is simulated in another process, and only that could hold its openers");
        }
        UeventSource uevents = NetlinkUevents.open();
        try {
            return new Senses(
                    FanotifyGate.open(root, state),
                    uevents,
                    ProcessHandle.current().pid(),
                    (line, pid) -> Terminals.tell(pid, line),
                    null);
        } catch (HostFileException e) {
            return Senses.none(
                    "fanotify permission events cannot be had (CONFIG_FANOTIFY_ACCESS_PERMISSIONS, CAP_SYS_ADMIN): "
                            + e.getMessage(),
                    uevents);
        }
    }

    boolean isSimulated() {
        return simulation != null;
    }

    /** Where lines for the host's own log go. */
    Consumer<String> hostLog() {
        return simulation == null ? HostLog.writer() : line -> {};
    }

    /** What loads modules into the host's kernel. */
    ModuleLoader modules() {
        URI simulated = simulation;
        return simulated == null ? new Modprobe(root) : new RemoteSimFiles(simulated);
    }

    List<String> managementAddresses() {
        return managementAddresses;
    }

    Path state() {
        return state;
    }

    /** The journals in it. */
    JournalStore journals() {
        return new JournalStore(state, doors.state());
    }

    boolean json() {
        return json;
    }
}
