// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.link.AgentConfig;
import io.bailiff.agent.link.AgentDaemon;
import io.bailiff.agent.link.DaemonSocket;
import io.bailiff.agent.link.Identities;
import io.bailiff.agent.state.StateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-agent run}: runs the agent as a daemon under the orders of the manager that the host has joined, until SIGTERM. */
@Command(name = "run", description = "Run the agent for a manager, until SIGTERM.")
final class RunCommand implements Callable<Integer> {

    @ParentCommand
    private Main main = new Main();

    @Mixin
    private final GuardOptions guard = new GuardOptions();

    @Option(
            names = "--libvirt-socket",
            paramLabel = "PATH",
            description = "The socket of the libvirt daemon of this host (default: /run/libvirt/virtqemud-sock, else"
                    + " /run/libvirt/libvirt-sock).")
    private @Nullable Path libvirtSocket;

    @Override
    public Integer call() throws Exception {
        main.host().requireRoot();
        AgentDaemon daemon = start();
        Runtime.getRuntime().addShutdownHook(new Thread(daemon::close, "shutdown"));
        try {
            daemon.awaitEnd();
        } catch (ExecutionException broken) {
            throw new CommandFailure(
                    ExitCode.UNEXPECTED,
                    "A thread of the agent has failed: " + broken.getCause() + ".",
                    "Start the agent again (systemd does so with Restart=always), and report the failure with the log.");
        }
        return ExitCode.OK.number();
    }

    private AgentDaemon start() throws IOException {
        HostFiles files = main.host().guardFiles();
        StateFiles state = main.host().stateFiles();
        Identities identities = new Identities(main.host().state(), state);
        main.host().alsoManagedFrom(() -> manager(identities));
        AgentConfig config = new AgentConfig(
                libvirtSocket == null ? DaemonSocket.STANDARD : new DaemonSocket(List.of(libvirtSocket)),
                main.host().state(),
                AgentConfig.Intervals.normal(),
                guard.policy());
        AgentDaemon.Host host = new AgentDaemon.Host(
                files,
                main.host().modules(),
                main.host().needs(files),
                main.host().backends(),
                main.host().hostLog());
        try {
            return AgentDaemon.start(config, host, state, Clock.systemUTC(), new SecureRandom());
        } catch (HostFileException e) {
            throw e;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    String.valueOf(e.getMessage()),
                    "Correct the cause, then start the agent again.");
        }
    }

    /** Returns the host of the manager's address; empty before the host has joined, and while the identity cannot be read. */
    private static Optional<String> manager(Identities identities) {
        try {
            return identities.read().map(identity -> identity.manager().getHost());
        } catch (IOException reportedByTheLink) {
            return Optional.empty();
        }
    }
}
