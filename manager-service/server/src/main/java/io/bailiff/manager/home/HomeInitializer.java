// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.home;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Opens the home folder before anything else starts, and adds the folder to the configuration: {@code bailiff.home-folder} is
 * {@code bailiff.home} as an absolute path. H2 accepts only absolute paths.
 */
final class HomeInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        String configured = context.getEnvironment().getProperty("bailiff.home", "./bailiff-data");
        Home home = Home.open(Path.of(configured).toAbsolutePath().normalize());
        context.getEnvironment()
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "bailiff home",
                        Map.of("bailiff.home-folder", home.folder().toString())));
        context.getBeanFactory().registerSingleton("home", home);
        if (context.getBeanFactory() instanceof DefaultSingletonBeanRegistry registry) {
            registry.registerDisposableBean("home", home);
        }
    }
}
