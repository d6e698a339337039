// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.readiness;

import io.bailiff.manager.database.DatabaseFailed;
import io.bailiff.manager.database.DatabaseFailure;
import io.bailiff.manager.database.DatabaseWrite;
import io.bailiff.manager.home.Home;
import io.bailiff.manager.step.SchedulerActivity;
import io.bailiff.manager.time.ElapsedTime;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * The readiness of the manager: the database stores a change, the home folder stores a file, the scheduler runs steps. Every part is down
 * before the start has ended. A host without a working guard does not concern the readiness: other hosts can be served.
 */
@Configuration(proxyBeanMethods = false)
class Readiness {

    private final ReadinessProperties properties;
    private final PeriodicCheck database;
    private final PeriodicCheck home;
    private final SchedulerActivity scheduler;

    Readiness(
            ReadinessProperties properties,
            DatabaseWrite write,
            Home folder,
            SchedulerActivity scheduler,
            ElapsedTime elapsed,
            Clock clock) {
        HomeWrite file = new HomeWrite(folder);
        this.properties = properties;
        this.scheduler = scheduler;
        this.database = new PeriodicCheck("database", () -> stores(write), properties, elapsed::nanos, clock::instant);
        this.home = new PeriodicCheck("home", file::attempt, properties, elapsed::nanos, clock::instant);
    }

    private static Optional<Unready> stores(DatabaseWrite write) {
        try {
            write.attempt();
            return Optional.empty();
        } catch (RuntimeException failure) {
            return Optional.of(DatabaseFailure.of(failure)
                    .map(kind -> new Unready(kind.code(), kind.text() + ": " + root(failure)))
                    .orElseGet(() -> new Unready("failed", "The database rejects a small write: " + root(failure))));
        }
    }

    private static String root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    @EventListener
    void begin(ApplicationReadyEvent ready) {
        List.of(database, home).forEach(PeriodicCheck::start);
    }

    @EventListener
    void end(ContextClosedEvent closed) {
        List.of(database, home).forEach(PeriodicCheck::stop);
    }

    /** A request has failed: the readiness shall say so soon. */
    @EventListener
    void failed(DatabaseFailed failed) {
        List.of(database, home).forEach(PeriodicCheck::hasten);
    }

    @Bean
    HealthIndicator databaseHealthIndicator() {
        return () -> health(database.result());
    }

    @Bean
    HealthIndicator homeHealthIndicator() {
        return () -> health(home.result());
    }

    @Bean
    HealthIndicator schedulerHealthIndicator() {
        return () -> scheduler
                .stuck(properties.schedulerSilent())
                .map(problem -> down(new Unready("stuck", problem)).build())
                .orElseGet(() -> Health.up().build());
    }

    private static Health health(PeriodicCheck.Result result) {
        Unready unready = result.unready();
        return unready == null
                ? Health.up().build()
                : down(unready).withDetail("since", result.since().toString()).build();
    }

    private static Health.Builder down(Unready unready) {
        return Health.down().withDetail("reason", unready.reason()).withDetail("problem", unready.problem());
    }
}
