// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.link.JoinToken;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of simulated hosts for their manager. */
public final class ManagerOptions {

    @Option(
            names = "--manager",
            paramLabel = "URL",
            description =
                    "The address of the manager's listener for agents, for example https://bailiff.example.org:8441.")
    private @Nullable URI manager;

    @Mixin
    private final TokenOptions token = new TokenOptions();

    /** Returns true if a manager was named. */
    public boolean given() {
        return manager != null;
    }

    /**
     * Returns the address of the manager.
     *
     * @throws CommandFailure if the address is missing, or is no https address
     */
    public URI address() {
        URI address = manager;
        if (address == null) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "--manager is missing.",
                    "Name the manager: --manager=https://bailiff.example.org:8441");
        }
        return ManagerAddress.require(address);
    }

    /** Returns the join token. */
    public JoinToken token() {
        return token.token();
    }
}
