package io.bailiff.manager.step;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What of db-scheduler's table is changed without db-scheduler, by statements that look and write at once. */
@Component
class StepTable {

    private final JdbcTemplate jdbc;

    StepTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Has steps taken now that would be taken later. One that is due keeps its turn: with a new time it would be behind all that have
     * become due since. One that is picked looks when it begins.
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

    /** Gives back what is marked as being taken by a manager that does not run. Returns how many steps that were. */
    int giveBack(String manager) {
        return jdbc.update(
                "update scheduled_tasks set picked = false, picked_by = null, last_heartbeat = null,"
                        + " version = version + 1 where picked = true and picked_by = ?",
                manager);
    }
}
