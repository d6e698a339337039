// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import java.security.SecureRandom;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
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
