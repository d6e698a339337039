// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.health.KnownHealth;
import java.util.ArrayList;
import java.util.List;

/** Checks for functions with a health event: such a function is not lent before an acknowledgement. */
final class HealthChecks {

    private final KnownHealth health;

    HealthChecks(KnownHealth health) {
        this.health = health;
    }

    List<Check> all() {
        List<Check> checks = new ArrayList<>();
        if (health.problem() != null) {
            checks.add(Check.warn(
                    Check.Subject.HEALTH,
                    "The health events of the host cannot be read: " + health.problem(),
                    "Bailiff lends no function until the events are readable."));
        }
        health.events().forEach(event -> checks.add(check(event)));
        return checks;
    }

    private static Check check(HealthEvent event) {
        return Check.warn(
                Check.Subject.HEALTH,
                event.sentence() + ". Bailiff does not lend the function.",
                "Examine the function. " + advice(event));
    }

    /** Returns the advice to acknowledge the event. */
    static String advice(HealthEvent event) {
        return "To lend the function again, run: bailiff-agent acknowledge-health " + event.function();
    }
}
