// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.policy;

import io.bailiff.manager.api.Afterwards;
import io.bailiff.manager.api.PolicyView;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.problem.Fields;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads policies from operators, and shows policies to operators. */
public final class PolicyViews {

    private PolicyViews() {}

    public static PolicyView of(Policy policy) {
        return new PolicyView(
                seconds(policy, Rung.RELEASE),
                seconds(policy, Rung.SHUTDOWN),
                seconds(policy, Rung.DESTROY),
                allowed(policy, Rung.SHUTDOWN),
                allowed(policy, Rung.DESTROY),
                policy.afterwards() == null ? null : policy.afterwards().name().toLowerCase(Locale.ROOT));
    }

    private static @Nullable Integer seconds(Policy policy, Rung rung) {
        Duration deadline = policy.deadlines().get(rung);
        return deadline == null ? null : (int) deadline.toSeconds();
    }

    private static @Nullable String allowed(Policy policy, Rung rung) {
        Boolean allowed = policy.allowed().get(rung);
        return allowed == null ? null : allowed ? "allowed" : "never";
    }

    /**
     * Reads a policy.
     *
     * @throws io.bailiff.manager.problem.ProblemException 400 with the name of the malformed field
     */
    static Policy policy(PolicyView view) {
        Map<Rung, Duration> deadlines = new EnumMap<>(Rung.class);
        put(deadlines, Rung.RELEASE, view.releaseDeadlineSeconds(), "releaseDeadlineSeconds");
        put(deadlines, Rung.SHUTDOWN, view.shutdownDeadlineSeconds(), "shutdownDeadlineSeconds");
        put(deadlines, Rung.DESTROY, view.destroyDeadlineSeconds(), "destroyDeadlineSeconds");
        Map<Rung, Boolean> allowed = new EnumMap<>(Rung.class);
        if (view.shutdown() != null) {
            allowed.put(
                    Rung.SHUTDOWN, Fields.oneOf(view.shutdown(), "shutdown", Map.of("allowed", true, "never", false)));
        }
        if (view.destroy() != null) {
            allowed.put(Rung.DESTROY, Fields.oneOf(view.destroy(), "destroy", Map.of("allowed", true, "never", false)));
        }
        return new Policy(
                deadlines,
                allowed,
                view.afterwards() == null
                        ? null
                        : Fields.oneOf(
                                view.afterwards(),
                                "afterwards",
                                Map.of("evicted", Afterwards.EVICTED, "restore", Afterwards.RESTORE)));
    }

    private static void put(Map<Rung, Duration> deadlines, Rung rung, @Nullable Integer seconds, String field) {
        if (seconds != null) {
            deadlines.put(rung, Duration.ofSeconds(Fields.seconds(seconds, field)));
        }
    }
}
