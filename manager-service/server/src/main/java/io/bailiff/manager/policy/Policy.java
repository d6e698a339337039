package io.bailiff.manager.policy;

import io.bailiff.manager.api.Afterwards;
import io.bailiff.manager.api.Rung;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one place says of the ladder. What it leaves open, a place further away says.
 *
 * @param deadlines how long a rung lasts, for the rungs that it says something of
 * @param allowed whether a rung may be taken, for the rungs that it says something of; the guest may always be asked
 * @param afterwards what becomes of the assignment, or null
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
            throw new IllegalArgumentException("The guest is always asked first");
        }
    }

    /** This one, and where it says nothing the other. */
    public Policy over(Policy further) {
        return new Policy(
                merged(deadlines, further.deadlines),
                merged(allowed, further.allowed),
                afterwards != null ? afterwards : further.afterwards);
    }

    /** This one, without the rungs that the other forbids. */
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

    /** How long the rung lasts. Every rung has a deadline in what {@link Policies#effective} gives. */
    public Duration deadline(Rung rung) {
        Duration deadline = deadlines.get(rung);
        if (deadline == null) {
            throw new IllegalStateException("Nothing says how long " + rung + " lasts");
        }
        return deadline;
    }

    /** Whether the rung may be taken. */
    public boolean allows(Rung rung) {
        return allowed.getOrDefault(rung, true);
    }

    /** For people. */
    String text() {
        List<String> parts = new ArrayList<>();
        for (Rung rung : Rung.values()) {
            String name = rung.name().toLowerCase(Locale.ROOT);
            if (deadlines.containsKey(rung)) {
                parts.add(name + " " + deadline(rung).toSeconds() + " s");
            }
            if (allowed.containsKey(rung)) {
                parts.add(name + (allows(rung) ? " allowed" : " never"));
            }
        }
        if (afterwards != null) {
            parts.add("afterwards " + afterwards.name().toLowerCase(Locale.ROOT));
        }
        return parts.isEmpty() ? "The policy says nothing any more" : "The policy says: " + String.join(", ", parts);
    }

    /** Whether the assignment comes back. */
    public boolean restores() {
        return afterwards == Afterwards.RESTORE;
    }
}
