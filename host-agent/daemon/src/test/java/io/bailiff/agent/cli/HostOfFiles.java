// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.guard.GuardBackends;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

/** A host that is not this machine, without a guard. */
@Command
public record HostOfFiles(HostFiles files, ModuleLoader modules) implements HostAccess {

    @Override
    public GuardBackends backends(Path state) {
        return GuardBackends.none("the test's host has no guard");
    }

    @Override
    public Consumer<String> hostLog() {
        return line -> {};
    }

    @Override
    public boolean isThisMachine() {
        return false;
    }
}
