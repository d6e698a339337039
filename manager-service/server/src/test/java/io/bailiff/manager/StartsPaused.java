// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import com.github.kagkarlsson.scheduler.Scheduler;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Has a manager start with its scheduler paused, so that everything is as the database has it. */
final class StartsPaused {

    /** The setting that has the scheduler start late enough. */
    static final String SETTING = "--db-scheduler.delay-startup-until-context-ready=true";

    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void refreshed(ContextRefreshedEvent event) {
        event.getApplicationContext().getBean(Scheduler.class).pause();
    }
}
