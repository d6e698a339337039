// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.policy;

import io.bailiff.manager.api.Afterwards;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.audit.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ladder policy of a scope. An unset field comes from a wider scope.
 *
 * @param deadlines the durations of the rungs, for the rungs with a set duration
 * @param allowed true if a rung may be taken, for the rungs with a set value. RELEASE is no key, because the guest may always be asked
 * @param afterwards the consequence for the assignment, or null if not set
 */
public record Policy(
        Map<Rung, Duration> deadlines,
        Map<Rung, Boolean> allowed,
        @Nullable Afterwards afterwards) {

    static final Policy SILENT = new Policy(Map.of(), Map.of(), null);

    public Policy {
        deadlines = Map.copyOf(deadlines);
        allowed = Map.copyOf(allowed);
        if (allowed.containsKey(Rung.RELEASE)) {
            throw new IllegalArgumentException("the release rung cannot be forbidden");
        }
    }

    /** Returns this policy, with the unset fields taken from the other policy. */
    public Policy over(Policy further) {
        return new Policy(
                merged(deadlines, further.deadlines),
                merged(allowed, further.allowed),
                afterwards != null ? afterwards : further.afterwards);
    }

    /** Returns a copy of the policy that also forbids the rungs forbidden by the other policy. */
    public Policy restrictedBy(Policy other) {
        Map<Rung, Boolean> both = new EnumMap<>(Rung.class);
        both.putAll(allowed);
        other.allowed.forEach((rung, may) -> {
            if (!may) {
                both.put(rung, false);
            }
        });
        return new Policy(deadlines, both, afterwards);
    }

    private static <T> Map<Rung, T> merged(Map<Rung, T> near, Map<Rung, T> far) {
        Map<Rung, T> all = new EnumMap<>(Rung.class);
        all.putAll(far);
        all.putAll(near);
        return all;
    }

    /**
     * Returns the duration of the rung. The result of {@link Policies#effective} has a duration for every rung.
     *
     * @throws IllegalStateException if this policy has no duration for the rung
     */
    public Duration deadline(Rung rung) {
        Duration deadline = deadlines.get(rung);
        if (deadline == null) {
            throw new IllegalStateException("no duration is set for the rung " + rung);
        }
        return deadline;
    }

    /** Returns true if the rung may be taken. */
    public boolean allows(Rung rung) {
        return allowed.getOrDefault(rung, true);
    }

    /** Returns the policy as text for people. */
    String text() {
        List<String> parts = new ArrayList<>();
        for (Rung rung : Rung.values()) {
            String name = rung.name().toLowerCase(Locale.ROOT);
            if (deadlines.containsKey(rung)) {
                parts.add(name + " " + Texts.duration(deadline(rung)));
            }
            if (allowed.containsKey(rung)) {
                parts.add(name + (allows(rung) ? " allowed" : " never"));
            }
        }
        if (afterwards != null) {
            parts.add("afterwards " + afterwards.name().toLowerCase(Locale.ROOT));
        }
        return parts.isEmpty() ? "The policy is unset" : "The policy is now: " + String.join(", ", parts);
    }

    /** Returns true if the assignment is restored. */
    public boolean restores() {
        return afterwards == Afterwards.RESTORE;
    }
}
