// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.policy;

import io.bailiff.manager.api.Afterwards;
import io.bailiff.manager.api.GuestAfterwards;
import io.bailiff.manager.api.PausedGuest;
import io.bailiff.manager.api.PolicyView;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.api.Strangers;
import io.bailiff.manager.problem.Fields;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
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
                lower(policy.afterwards()),
                lower(policy.pausedGuest()),
                lower(policy.strangers()),
                lower(policy.guestAfterwards()));
    }

    private static @Nullable String lower(@Nullable Enum<?> value) {
        return value == null ? null : lowerCase(value);
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
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
                one(view.afterwards(), "afterwards", Afterwards.values()),
                one(view.pausedGuest(), "pausedGuest", PausedGuest.values()),
                one(view.strangers(), "strangers", Strangers.values()),
                one(view.guestAfterwards(), "guestAfterwards", GuestAfterwards.values()));
    }

    private static <T extends Enum<T>> @Nullable T one(@Nullable String text, String field, T[] values) {
        Map<String, T> names = new LinkedHashMap<>();
        Arrays.stream(values).forEach(value -> names.put(lowerCase(value), value));
        return text == null ? null : Fields.oneOf(text, field, names);
    }

    private static void put(Map<Rung, Duration> deadlines, Rung rung, @Nullable Integer seconds, String field) {
        if (seconds != null) {
            deadlines.put(rung, Duration.ofSeconds(Fields.seconds(seconds, field)));
        }
    }
}
