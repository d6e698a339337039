// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.kernel.Kernel;
import io.bailiff.agent.link.HostJoin;
import io.bailiff.agent.link.Identities;
import io.bailiff.agent.link.LinkIdentity;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-agent join}: joins the fleet of a manager, which gives this host a certificate. */
@Command(
        name = "join",
        description =
                "Join the fleet of a manager. Does nothing if this host has joined and the manager accepts its certificate.")
final class JoinCommand implements Callable<Integer> {

    @ParentCommand
    private Main main = new Main();

    @Parameters(
            paramLabel = "URL",
            description =
                    "The address of the manager's listener for agents, for example https://bailiff.example.org:8441.")
    private URI manager = URI.create("");

    @Mixin
    private final TokenOptions token = new TokenOptions();

    @Option(
            names = "--host-name",
            paramLabel = "NAME",
            description = "The name of this host in the fleet (default: the system's host name).")
    private @Nullable String hostName;

    @Option(
            names = "--unless-joined",
            description =
                    "Do nothing if this host has ever joined this manager under this name, even if the manager is away or rejects the host.")
    private boolean unlessJoined;

    @Override
    public Integer call() throws Exception {
        main.host().requireRoot("join a fleet");
        URI address = ManagerAddress.require(manager);
        String name = hostName == null ? new Kernel(main.host().files()).hostName() : hostName;
        HostJoin join =
                new HostJoin(new Identities(main.host().state(), main.host().stateFiles()));
        try {
            Optional<LinkIdentity> present = unlessJoined ? join.stored(address, name) : join.present(address, name);
            if (present.isPresent()) {
                main.out().println(name + " has already joined " + address + ".");
            } else {
                join.join(new HostJoin.Request(address, name, token.token()));
                main.out().println(name + " has joined " + address + ".");
            }
            return ExitCode.OK.number();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.UNDONE,
                    name + " has not joined " + address + ": " + Reason.of(e) + ".",
                    "Correct the cause, then run the command again: the same token works until it is used up or expires.");
        }
    }

    /** Finds the reason of a failed connection: the message of the last cause. */
    private static final class Reason {

        static String of(Throwable failure) {
            Throwable last = failure;
            while (last.getCause() != null) {
                last = last.getCause();
            }
            String message = last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
            return message.replaceFirst("[.\\s]+$", "");
        }
    }
}
