// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.demo;

import io.bailiff.agent.cli.CommandFailure;
import io.bailiff.agent.cli.ExitCode;
import io.bailiff.agent.cli.HostAccess;
import io.bailiff.agent.guard.GuardBackends;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import io.bailiff.agent.sim.RemoteSimFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** A simulated host in another process. */
final class SimulatedHost implements HostAccess {

    @Option(
            names = "--sim",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The address of the simulated host: http://127.0.0.1:7990/hosts/NAME.")
    private @Nullable URI simulation;

    @Override
    public HostFiles files() {
        return new RemoteSimFiles(address());
    }

    @Override
    public ModuleLoader modules() {
        return new RemoteSimFiles(address());
    }

    @Override
    public GuardBackends backends(Path state) {
        return GuardBackends.none("this host is simulated in another process, and only that process can hold openers");
    }

    @Override
    public Consumer<String> hostLog() {
        return line -> {};
    }

    @Override
    public boolean isThisMachine() {
        return false;
    }

    private URI address() {
        URI address = simulation;
        if (address == null) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "--sim is missing.",
                    "Name the simulated host: --sim=http://127.0.0.1:7990/hosts/sim-a");
        }
        return address;
    }
}
