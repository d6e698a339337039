// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.outdated;

import io.bailiff.manager.host.OutdatedHosts;
import io.bailiff.manager.step.Step;
import io.bailiff.manager.step.StepGate;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Lets the steps of outdated hosts wait: the record behind the steps may not be true any more. */
@Component
class OutdatedSteps implements StepGate {

    /** The tables with the things of each kind of step. */
    private static final Map<String, String> TABLES =
            Map.of("assignment", "assignment", "conflict", "conflict", "claim", "claim", "restoration", "restoration");

    private final OutdatedHosts outdated;
    private final JdbcTemplate jdbc;

    OutdatedSteps(OutdatedHosts outdated, JdbcTemplate jdbc) {
        this.outdated = outdated;
        this.jdbc = jdbc;
    }

    @Override
    public boolean isClosed(Step step) {
        String table = TABLES.get(step.kind());
        return outdated.any()
                && table != null
                && jdbc.queryForList("select host_id from " + table + " where id = ?", UUID.class, step.id()).stream()
                        .anyMatch(outdated::isOutdated);
    }
}
