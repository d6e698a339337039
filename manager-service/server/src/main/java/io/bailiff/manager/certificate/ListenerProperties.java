// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.certificate;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the agents' listener. An agent accepts the listener's certificate only under the name in the address that the host has
 * joined with.
 *
 * @param address the address of the listener on this machine; 0.0.0.0 for all addresses
 * @param port the port of the listener; 0 for a port that the system chooses
 * @param names host names and IP addresses for the certificate; the manager adds the name of its machine, localhost and 127.0.0.1
 */
@ConfigurationProperties("bailiff.agent")
public record ListenerProperties(
        @DefaultValue("0.0.0.0") String address,
        @DefaultValue("8441") int port,
        @DefaultValue List<String> names) {

    public ListenerProperties {
        names = List.copyOf(names);
    }
}
