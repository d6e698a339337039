// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import java.util.UUID;

/** The key of a thing's next step. */
public record Step(String kind, UUID id) {

    /** Returns the step of a task of db-scheduler. */
    static Step of(TaskInstanceId task) {
        return new Step(task.getTaskName(), UUID.fromString(task.getId()));
    }
}
