// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.retention;

import io.bailiff.manager.certificate.CertificateProperties;
import io.bailiff.manager.home.Home;
import io.bailiff.manager.step.RightOfWay;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Sets up the removal of what is over, with the exports in the home folder. */
@Configuration(proxyBeanMethods = false)
class RetentionConfiguration {

    private static final String FOLDER = "exports";
    private static final long LONGEST_FILE = 64L * 1024 * 1024;

    @Bean
    RowRemover rowRemover(
            NamedParameterJdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            Home home,
            JsonMapper json,
            RetentionProperties keep,
            Clock clock) {
        ExportFiles files = new ExportFiles(home.folder().resolve(FOLDER), LONGEST_FILE, keep.exportFiles(), clock);
        return new RowRemover(jdbc, new TransactionTemplate(transactions), files, json, clock);
    }

    @Bean
    Retention retention(
            JdbcTemplate jdbc,
            RowRemover remover,
            RightOfWay rightOfWay,
            RetentionProperties keep,
            CertificateProperties certificates,
            Clock clock) {
        return new Retention(jdbc, remover, rightOfWay, keep, certificates.renewalGrace(), clock);
    }
}
