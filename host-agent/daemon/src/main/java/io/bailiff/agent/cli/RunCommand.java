package io.bailiff.agent.cli;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.link.AgentConfig;
import io.bailiff.agent.link.AgentDaemon;
import io.bailiff.agent.state.DurableFiles;
import io.bailiff.agent.state.StateFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-agent run}: the agent as a daemon, under its manager's orders until it is told to end. */
@Command(name = "run", description = "Work for a manager, until SIGTERM.")
final class RunCommand implements Callable<Integer> {

    @ParentCommand
    private Main main = new Main();

    @Option(names = "--manager", required = true, paramLabel = "URL", description = "Where the manager is.")
    private URI manager = URI.create("");

    @Option(
            names = "--join-token",
            paramLabel = "TOKEN",
            description = "Lets this host in, the first time. Other users of this host can see it; better in a file.")
    private @Nullable String joinToken;

    @Option(
            names = "--join-token-file",
            paramLabel = "FILE",
            description = "The same, in a file that only root may read.")
    private @Nullable Path joinTokenFile;

    @Option(
            names = "--host-name",
            paramLabel = "NAME",
            description = "This host's name in the fleet (default: what it calls itself).")
    private @Nullable String hostName;

    @Option(names = "--libvirt-uri", paramLabel = "URI", description = "Where the manager reaches this host's libvirt.")
    private @Nullable String libvirtUri;

    @Override
    public Integer call() throws Exception {
        main.host().requireRoot();
        AgentDaemon daemon = start();
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            daemon.close();
                            ended.countDown();
                        },
                        "shutdown"));
        ended.await();
        return ExitCode.OK.number();
    }

    private AgentDaemon start() throws IOException {
        HostFiles files = main.host().files();
        StateFiles state = main.host().stateFiles();
        AgentConfig config = new AgentConfig(
                managerUri(),
                hostName == null ? InetAddress.getLocalHost().getHostName() : hostName,
                machineId(files, state),
                token(),
                libvirtUri,
                main.host().state(),
                AgentConfig.Rhythm.normal());
        AgentDaemon.Host host =
                new AgentDaemon.Host(files, main.host().modules(), main.host().needs(files));
        try {
            return AgentDaemon.start(config, host, state, Clock.systemUTC(), new SecureRandom());
        } catch (HostFileException e) {
            throw e;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    String.valueOf(e.getMessage()),
                    "The first time, give it a join token: --join-token-file FILE.");
        }
    }

    private URI managerUri() {
        if (manager.getHost() == null
                || manager.getScheme() == null
                || !manager.getScheme().matches("https?")) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "--manager: \"" + manager + "\" is not the address of a manager.",
                    "Write it like https://bailiff.example.org:8443.");
        }
        return manager;
    }

    private @Nullable String token() {
        if (joinTokenFile == null) {
            return joinToken;
        }
        try {
            return Files.readString(joinTokenFile).strip();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "--join-token-file: " + joinTokenFile + " cannot be read: " + e.getMessage() + ".",
                    "Name the file with the token that the manager was started with.");
        }
    }

    /** A host without one (a simulated one) gets one of its own, and keeps it. */
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
