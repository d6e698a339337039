// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import java.time.Duration;

/**
 * Work that is about no single thing, and is repeated as long as the manager runs. The time of the next run is in the database, so a
 * restart of the manager neither loses nor repeats a run.
 */
public interface PeriodicWork {

    /** Returns the name of the task in the database. */
    String name();

    /** Returns the pause before the first run and between two runs. */
    Duration pause();

    /** Executes the work. The next run follows after the pause, also after an exception. */
    void run();
}
