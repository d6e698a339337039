package io.bailiff.manager.guest;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.Hypervisors;
import io.bailiff.libvirt.LibvirtHypervisors;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Real and simulated libvirts, unless something else stands in for them. */
@Configuration(proxyBeanMethods = false)
class LibvirtConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Hypervisors hypervisors(Clock clock, SecureRandom random) {
        return new LibvirtHypervisors(ConnectionSettings.standard(), clock, random);
    }

    @Bean
    @ConditionalOnMissingBean
    Aside aside() {
        return new AsideThread();
    }
}
