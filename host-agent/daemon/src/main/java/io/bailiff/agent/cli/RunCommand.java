// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.Kernel;
import io.bailiff.agent.link.AgentConfig;
import io.bailiff.agent.link.AgentDaemon;
import io.bailiff.agent.state.DurableFiles;
import io.bailiff.agent.state.StateFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-agent run}: runs the agent as a daemon under the orders of a manager, until SIGTERM. */
@Command(name = "run", description = "Run the agent for a manager, until SIGTERM.")
final class RunCommand implements Callable<Integer> {

    @ParentCommand
    private Main main = new Main();

    @Mixin
    private final ManagerOptions manager = new ManagerOptions();

    @Mixin
    private final GuardOptions guard = new GuardOptions();

    @Option(
            names = "--host-name",
            paramLabel = "NAME",
            description = "The name of this host in the fleet (default: the system's host name).")
    private @Nullable String hostName;

    @Option(
            names = "--libvirt-uri",
            paramLabel = "URI",
            description = "The URI by which the manager reaches the libvirt of this host.")
    private @Nullable String libvirtUri;

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
        main.host().alsoManagedFrom(manager.address());
        AgentConfig config = new AgentConfig(
                manager.address(),
                hostName == null ? new Kernel(files).hostName() : hostName,
                machineId(files, state),
                manager.joinToken(),
                libvirtUri,
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
                    "At the first start, name a file with a join token: --join-token-file FILE.");
        }
    }

    /** Returns the id of the machine. A simulated host has none: the first call makes a random id and stores it. */
    private String machineId(HostFiles files, StateFiles state) throws IOException {
        try {
            return files.read("/etc/machine-id");
        } catch (HostFileException e) {
            if (e.error() != HostError.NO_ENTRY) {
                throw e;
            }
        }
        Path file = main.host().state().resolve("machine-id");
        try {
            return state.read(file).strip();
        } catch (NoSuchFileException e) {
            String made = UUID.randomUUID().toString().replace("-", "");
            new DurableFiles(state).replace(file, made);
            return made;
        }
    }
}
