// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.HypervisorProvider;
import io.bailiff.libvirt.Hypervisors;
import io.bailiff.libvirt.remote.LibvirtHypervisors;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.ServiceLoader;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The real libvirts, and the libvirts of the simulation if the simulation is on the class path. Another bean can replace all libvirts. */
@Configuration(proxyBeanMethods = false)
class LibvirtConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Hypervisors hypervisors(Clock clock, SecureRandom random) {
        List<HypervisorProvider> others = ServiceLoader.load(HypervisorProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return new LibvirtHypervisors(ConnectionSettings.standard(), clock, random, others);
    }

    @Bean
    @ConditionalOnMissingBean
    SerialExecutor aside() {
        return new SerialExecutorThread();
    }
}
