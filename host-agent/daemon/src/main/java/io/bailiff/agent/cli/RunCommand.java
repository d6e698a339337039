package io.bailiff.agent.cli;

import io.bailiff.agent.link.AgentDaemon;
import io.bailiff.agent.link.LinkSettings;
import io.bailiff.agent.link.LinkSettings.Rhythm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-agent run}: the daemon. */
@Command(name = "run", description = "Serve a manager, until it is ended. Recovers first what a crash has interrupted.")
final class RunCommand implements Callable<Integer> {

    @ParentCommand
    private Main main = new Main();

    @Mixin
    private final ManagerOptions manager = new ManagerOptions();

    @Option(
            names = "--host-name",
            paramLabel = "NAME",
            description = "This host's name in the fleet (default: what the host calls itself).")
    private @Nullable String hostName;

    @Option(
            names = "--libvirt-uri",
            paramLabel = "URI",
            description = "Where the manager reaches this host's libvirt: qemu+tls://host/system.")
    private @Nullable String libvirtUri;

    @Override
    public Integer call() throws IOException, InterruptedException {
        main.host().requireRoot();
        URI address = manager.address();
        keepReachable(address);
        LinkSettings settings = new LinkSettings(address, name(), manager.joinToken(), libvirtUri, Rhythm.normal());
        AgentDaemon.Host host = new AgentDaemon.Host(
                main.host().files(),
                main.host().groups(),
                main.host()::conflictBehaviour,
                main.host().state(),
                main.host().stateFiles(),
                Clock.systemUTC());
        try (AgentDaemon daemon = AgentDaemon.start(host, settings, new SecureRandom())) {
            Runtime.getRuntime().addShutdownHook(new Thread(daemon::close, "end of the agent"));
            daemon.awaitEnd();
            return ExitCode.OK.number();
        } catch (ExecutionException defect) {
            throw new IllegalStateException("the daemon has ended", defect.getCause());
        }
    }

    private void keepReachable(URI address) {
        try {
            main.host().alsoManagedFrom(address);
        } catch (UnknownHostException e) {
            throw new CommandFailure(
                    ExitCode.UNEXPECTED,
                    "--manager " + address + ": no address is known for " + address.getHost() + ".",
                    "Without it the agent cannot tell which NIC must not be lent. Check the name, and name resolution.");
        }
    }

    private String name() throws UnknownHostException {
        String name = hostName;
        return (name == null ? InetAddress.getLocalHost().getHostName() : name).toLowerCase(Locale.ROOT);
    }
}
