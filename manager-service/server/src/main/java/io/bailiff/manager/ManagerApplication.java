// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import io.bailiff.manager.backup.HomeCommands;
import java.security.SecureRandom;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.Bean;
import org.springframework.util.IdGenerator;
import org.springframework.util.JdkIdGenerator;

/** The manager: records the guest of each lent group, takes the decisions, and serves agents and operators. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ManagerApplication {

    public static void main(String[] args) {
        if (List.of(args).contains("--version")) {
            System.out.println(ManagerVersion.text());
            return;
        }
        if (HomeCommands.has(args)) {
            // A command prints its result, and has no log.
            LoggingSystem.get(ManagerApplication.class.getClassLoader()).beforeInitialize();
            System.exit(HomeCommands.run(List.of(args), ManagerVersion.text(), System.out, System.err));
        }
        SpringApplication.run(ManagerApplication.class, args);
    }

    @Bean
    IdGenerator ids() {
        return new JdkIdGenerator();
    }

    @Bean
    SecureRandom random() {
        return new SecureRandom();
    }
}
