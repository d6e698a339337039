// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.policy;

import io.bailiff.manager.api.Afterwards;
import io.bailiff.manager.api.GuestAfterwards;
import io.bailiff.manager.api.PausedGuest;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.api.Strangers;
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
 * @param pausedGuest what a rung does with a guest that is paused or suspended, or null if not set
 * @param strangers what a conflict does if somebody else has the group, or null if not set
 * @param guestAfterwards the consequence for a guest that a conflict has ended, or null if not set
 */
public record Policy(
        Map<Rung, Duration> deadlines,
        Map<Rung, Boolean> allowed,
        @Nullable Afterwards afterwards,
        @Nullable PausedGuest pausedGuest,
        @Nullable Strangers strangers,
        @Nullable GuestAfterwards guestAfterwards) {

    static final Policy SILENT = new Policy(Map.of(), Map.of(), null);

    public Policy {
        deadlines = Map.copyOf(deadlines);
        allowed = Map.copyOf(allowed);
        if (allowed.containsKey(Rung.RELEASE)) {
            throw new IllegalArgumentException("the release rung cannot be forbidden");
        }
    }

    /** Creates a policy about the rungs and the assignment alone. */
    public Policy(Map<Rung, Duration> deadlines, Map<Rung, Boolean> allowed, @Nullable Afterwards afterwards) {
        this(deadlines, allowed, afterwards, null, null, null);
    }

    /** Returns this policy, with the unset fields taken from the other policy. */
    public Policy over(Policy further) {
        return new Policy(
                merged(deadlines, further.deadlines),
                merged(allowed, further.allowed),
                afterwards != null ? afterwards : further.afterwards,
                pausedGuest != null ? pausedGuest : further.pausedGuest,
                strangers != null ? strangers : further.strangers,
                guestAfterwards != null ? guestAfterwards : further.guestAfterwards);
    }

    /** Returns a copy of the policy that also forbids what the other policy forbids to do to a guest. */
    public Policy restrictedBy(Policy other) {
        Map<Rung, Boolean> both = new EnumMap<>(Rung.class);
        both.putAll(allowed);
        other.allowed.forEach((rung, may) -> {
            if (!may) {
                both.put(rung, false);
            }
        });
        return new Policy(
                deadlines,
                both,
                afterwards,
                other.pausedGuest == PausedGuest.SKIP ? PausedGuest.SKIP : pausedGuest,
                strangers,
                guestAfterwards);
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

    /** Returns true if the assignment is restored. */
    public boolean restores() {
        return afterwards == Afterwards.RESTORE;
    }

    /** Returns true if a paused or suspended guest is resumed, so that the guest can answer. */
    public boolean resumesGuest() {
        return pausedGuest == PausedGuest.RESUME;
    }

    /** Returns true if the rungs may be taken against another guest that has the group. */
    public boolean allowsStrangers() {
        return strangers == Strangers.LADDER;
    }

    /** Returns true if a guest that a conflict has ended is started again. */
    public boolean startsGuest() {
        return guestAfterwards == GuestAfterwards.START;
    }

    /** Returns the policy as text for people. */
    String text() {
        List<String> parts = new ArrayList<>();
        for (Rung rung : Rung.values()) {
            String name = lower(rung);
            if (deadlines.containsKey(rung)) {
                parts.add(name + " " + Texts.duration(deadline(rung)));
            }
            if (allowed.containsKey(rung)) {
                parts.add(name + (allows(rung) ? " allowed" : " never"));
            }
        }
        add(parts, "afterwards", afterwards);
        add(parts, "paused guest", pausedGuest);
        add(parts, "strangers", strangers);
        add(parts, "guest afterwards", guestAfterwards);
        return parts.isEmpty() ? "The policy is unset" : "The policy is now: " + String.join(", ", parts);
    }

    private static void add(List<String> parts, String name, @Nullable Enum<?> value) {
        if (value != null) {
            parts.add(name + " " + lower(value));
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
