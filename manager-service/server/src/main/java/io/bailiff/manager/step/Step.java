package io.bailiff.manager.step;

import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import java.util.UUID;

/** The next step of a thing. */
public record Step(String kind, UUID id) {

    /** The step that a task of db-scheduler is. */
    static Step of(TaskInstanceId task) {
        return new Step(task.getTaskName(), UUID.fromString(task.getId()));
    }
}
