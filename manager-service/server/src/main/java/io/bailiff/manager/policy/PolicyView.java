package io.bailiff.manager.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.manager.problem.Fields;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A policy over REST. What is missing is left open.
 *
 * @param releaseDeadlineSeconds how long the guest has to let go
 * @param shutdownDeadlineSeconds how long it then has to shut down
 * @param destroyDeadlineSeconds how long its process then has to end, half of it after SIGTERM and half after SIGKILL
 * @param shutdown {@code allowed} or {@code never}
 * @param destroy {@code allowed} or {@code never}
 * @param afterwards {@code evicted}, or {@code restore}: the assignment comes back when the host lets the group go
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PolicyView(
        @Nullable Integer releaseDeadlineSeconds,
        @Nullable Integer shutdownDeadlineSeconds,
        @Nullable Integer destroyDeadlineSeconds,
        @Nullable String shutdown,
        @Nullable String destroy,
        @Nullable String afterwards) {

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

    /** @throws io.bailiff.manager.problem.ProblemException that names the field which makes no sense */
    Policy policy() {
        Map<Rung, Duration> deadlines = new EnumMap<>(Rung.class);
        put(deadlines, Rung.RELEASE, releaseDeadlineSeconds, "releaseDeadlineSeconds");
        put(deadlines, Rung.SHUTDOWN, shutdownDeadlineSeconds, "shutdownDeadlineSeconds");
        put(deadlines, Rung.DESTROY, destroyDeadlineSeconds, "destroyDeadlineSeconds");
        Map<Rung, Boolean> allowed = new EnumMap<>(Rung.class);
        if (shutdown != null) {
            allowed.put(Rung.SHUTDOWN, Fields.oneOf(shutdown, "shutdown", Map.of("allowed", true, "never", false)));
        }
        if (destroy != null) {
            allowed.put(Rung.DESTROY, Fields.oneOf(destroy, "destroy", Map.of("allowed", true, "never", false)));
        }
        return new Policy(
                deadlines,
                allowed,
                afterwards == null
                        ? null
                        : Fields.oneOf(
                                afterwards,
                                "afterwards",
                                Map.of("evicted", Afterwards.EVICTED, "restore", Afterwards.RESTORE)));
    }

    private static void put(Map<Rung, Duration> deadlines, Rung rung, @Nullable Integer seconds, String field) {
        if (seconds != null) {
            deadlines.put(rung, Duration.ofSeconds(Fields.seconds(seconds, field)));
        }
    }
}
