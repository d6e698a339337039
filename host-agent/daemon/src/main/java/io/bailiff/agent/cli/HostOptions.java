// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.Printable;
import io.bailiff.agent.critical.LiveNeeds;
import io.bailiff.agent.group.FunctionThreads;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.HostNeeds;
import io.bailiff.agent.group.JournalStore;
import io.bailiff.agent.group.KernelTimeouts;
import io.bailiff.agent.guard.GuardBackends;
import io.bailiff.agent.health.HealthNeeds;
import io.bailiff.agent.health.HealthState;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import io.bailiff.agent.kernel.ConflictProbe;
import io.bailiff.agent.state.HostAnswers;
import io.bailiff.agent.state.StateFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command, before or after the name of the command: the choice of the host, and the form of the answer. */
final class HostOptions {

    @Mixin
    private final HostAccess access;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = "/var/lib/bailiff",
            scope = ScopeType.INHERIT,
            description = "The directory of the agent's journals (default: ${DEFAULT-VALUE}).")
    private Path state = Path.of("/var/lib/bailiff");

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON for programs.")
    private boolean json;

    @Option(
            names = "--management-address",
            paramLabel = "ADDRESS",
            scope = ScopeType.INHERIT,
            description =
                    "An address for the management of this host. Functions on the route to the address are never lent. Repeatable.")
    private List<String> managementAddresses = List.of();

    private final CommandEnvironment environment;

    private Supplier<List<String>> managersAddresses = List::of;

    private volatile @Nullable ConflictBehaviour conflictBehaviour;

    HostOptions(HostAccess access, CommandEnvironment environment) {
        this.access = access;
        this.environment = environment;
    }

    /**
     * Adds the addresses of the manager to the management addresses: functions on the route to the manager are not lent either.
     *
     * @param manager returns the name of the manager's machine; empty while the host has no manager
     */
    void alsoManagedFrom(Supplier<Optional<String>> manager) {
        Map<String, ManagerAddresses> byName = new ConcurrentHashMap<>();
        managersAddresses = () -> manager.get()
                .map(name -> byName.computeIfAbsent(name, ManagerAddresses::new).get())
                .orElse(List.of());
    }

    /** Returns the files of the host. */
    HostFiles files() {
        return environment.host(access.files());
    }

    /** Returns the files of the host for the agent that guards the host. */
    HostFiles guardFiles() {
        return environment.host(access.guardFiles());
    }

    /** Returns the readers and operations for the groups of the host. Starts new threads at each call. */
    Groups groups() {
        HostFiles files = files();
        return Groups.of(
                files,
                modules(),
                new HealthNeeds(needs(files), health()::read),
                this::conflictBehaviour,
                state,
                environment.state(),
                FunctionThreads.start(environment.functionThreads()),
                KernelTimeouts.normal());
    }

    /** Returns the decisions about host-critical groups. */
    HostNeeds needs(HostFiles files) {
        return environment.needs(new LiveNeeds(files, this::managementAddresses, answers()::read));
    }

    /** Returns the stored answers to the unknowns of the host. */
    HostAnswers answers() {
        return new HostAnswers(state, environment.state());
    }

    /** Returns the stored health events of the host. */
    HealthState health() {
        return new HealthState(state, environment.state());
    }

    /** Returns the file operations in {@link #state}. */
    StateFiles stateFiles() {
        return environment.state();
    }

    /**
     * Returns the reaction of the kernel to conflicts. Read only once, because reading is slow and the reaction never
     * changes before the next boot.
     */
    ConflictBehaviour conflictBehaviour() {
        ConflictBehaviour known = conflictBehaviour;
        if (known == null) {
            known = new ConflictProbe(files()).probe();
            conflictBehaviour = known;
        }
        return known;
    }

    /**
     * Ends the command at once, because without root the command could only fail later.
     *
     * @throws CommandFailure if this process may not move devices
     */
    void requireRoot() {
        requireRoot("move devices");
    }

    /**
     * Ends the command at once if this process is not privileged.
     *
     * @param work the work of the command, after "Only root can": {@code move devices}
     */
    void requireRoot(String work) {
        if (access.isThisMachine() && !Privilege.isRoot()) {
            throw new CommandFailure(
                    ExitCode.HOST_CANNOT, "Only root can " + work + ".", "Run the command as root on the host itself.");
        }
    }

    /** Opens the backends of this host's guard. Without an interceptor the agent keeps working, and reports that the host is unguarded. */
    GuardBackends backends() throws HostFileException {
        return access.backends(state);
    }

    boolean isThisMachine() {
        return access.isThisMachine();
    }

    /** Returns the writer of lines to the host's own log. */
    Consumer<String> hostLog() {
        Consumer<String> log = access.hostLog();
        return line -> log.accept(Printable.text(line));
    }

    /** Returns the loader of modules into the host's kernel. */
    ModuleLoader modules() {
        return access.modules();
    }

    /** Returns the management addresses, with those of the manager and of the calling operator's ssh connection. */
    List<String> managementAddresses() {
        List<String> addresses = new ArrayList<>(managementAddresses);
        addresses.addAll(managersAddresses.get());
        addresses.addAll(new OperatorAddress(files()).find());
        return addresses;
    }

    Path state() {
        return state;
    }

    /** Returns the journals in {@link #state}. */
    JournalStore journals() {
        return new JournalStore(state, environment.state());
    }

    boolean json() {
        return json;
    }
}
