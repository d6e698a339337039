// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Changes db-scheduler's table without db-scheduler. Each statement checks and writes at once. */
@Component
class StepTable {

    private final JdbcTemplate jdbc;

    StepTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Makes future steps due now. A due step keeps its place: with a new time, the step would run after all steps that have become due
     * since. A picked step stays unchanged, because the step reads the current state at the start.
     */
    @Transactional
    public void bringForward(Collection<Step> steps, Instant now) {
        Object at = now.atOffset(ZoneOffset.UTC);
        List<Object[]> which = steps.stream()
                .map(step -> new Object[] {at, step.kind(), step.id().toString(), at})
                .toList();
        jdbc.batchUpdate(
                "update scheduled_tasks set execution_time = ?, version = version + 1"
                        + " where task_name = ? and task_instance = ? and picked = false and execution_time > ?",
                which);
    }

    /** Releases the steps marked as picked by a stopped manager, and returns the number of released steps. */
    int giveBack(String manager) {
        return jdbc.update(
                "update scheduled_tasks set picked = false, picked_by = null, last_heartbeat = null,"
                        + " version = version + 1 where picked = true and picked_by = ?",
                manager);
    }
}
