// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import java.net.URI;

/** The address of a manager's listener for agents, as an operator names it. */
public final class ManagerAddress {

    private static final String EXAMPLE = "https://bailiff.example.org:8441";

    private ManagerAddress() {}

    /**
     * Returns the address without a path.
     *
     * @throws CommandFailure if the address is no https address with a host
     */
    public static URI require(URI address) {
        boolean usable = "https".equals(address.getScheme())
                && address.getHost() != null
                && address.getRawUserInfo() == null
                && address.getRawQuery() == null
                && (address.getRawPath().isEmpty() || address.getRawPath().equals("/"));
        if (!usable) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    address + " is not the address of a manager's listener for agents.",
                    "Write the host and the port of the manager: " + EXAMPLE);
        }
        return URI.create("https://" + address.getRawAuthority());
    }
}
