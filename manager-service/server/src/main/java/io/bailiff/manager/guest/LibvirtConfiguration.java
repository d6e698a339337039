// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.Hypervisors;
import io.bailiff.libvirt.remote.LibvirtHypervisors;
import io.bailiff.manager.tunnel.LibvirtTunnels;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The libvirts of the hosts. Another bean can replace all routes to libvirts. */
@Configuration(proxyBeanMethods = false)
class LibvirtConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Hypervisors hypervisors(Clock clock, SecureRandom random) {
        return new LibvirtHypervisors(ConnectionSettings.standard(), clock, random);
    }

    @Bean
    @ConditionalOnMissingBean
    LibvirtRoutes routes(
            Hypervisors hypervisors,
            DirectLibvirts direct,
            LibvirtTunnels tunnels,
            @Value("${bailiff.simulation:}") String simulation,
            Clock clock,
            SecureRandom random) {
        return new ConfiguredRoutes(
                hypervisors,
                direct,
                simulation.isBlank() ? Optional.empty() : Optional.of(Simulation.at(simulation, clock, random)),
                tunnels);
    }

    @Bean
    @ConditionalOnMissingBean
    SerialExecutor aside() {
        return new SerialExecutorThread();
    }
}
