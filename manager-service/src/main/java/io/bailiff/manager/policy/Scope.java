package io.bailiff.manager.policy;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a policy is said.
 *
 * @param level how near it is
 * @param subject the host or the assignment; null for the fleet
 */
public record Scope(Level level, @Nullable UUID subject) {

    /** The whole fleet. */
    public static final Scope FLEET = new Scope(Level.FLEET, null);

    /** How near a policy is to an assignment, the furthest first. */
    public enum Level {
        FLEET,
        HOST,
        ASSIGNMENT
    }

    /** A host and all assignments on it. */
    public static Scope host(UUID host) {
        return new Scope(Level.HOST, host);
    }

    /** One assignment. */
    public static Scope assignment(UUID assignment) {
        return new Scope(Level.ASSIGNMENT, assignment);
    }

    /** As it is kept: {@code fleet}, {@code host/…} or {@code assignment/…}. */
    String key() {
        return subject == null ? "fleet" : level.name().toLowerCase(java.util.Locale.ROOT) + "/" + subject;
    }
}
