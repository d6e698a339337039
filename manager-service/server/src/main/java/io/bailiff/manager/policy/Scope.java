// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The scope of a policy: the fleet, a host, or an assignment on a host.
 *
 * @param host the host, or null for the fleet
 * @param assignment the assignment, or null for all assignments
 */
public record Scope(@Nullable UUID host, @Nullable UUID assignment) {

    /** The whole fleet. */
    public static final Scope FLEET = new Scope(null, null);

    public Scope {
        if (assignment != null && host == null) {
            throw new IllegalArgumentException("a scope with an assignment needs the host");
        }
    }

    /** Returns the scope of a host and all assignments on the host. */
    public static Scope host(UUID host) {
        return new Scope(host, null);
    }

    /** Returns the scope of an assignment on a host. */
    public static Scope assignment(UUID host, UUID assignment) {
        return new Scope(host, assignment);
    }

    /** Returns the scopes that apply to the place: the fleet first, the narrowest scope last. */
    List<Scope> fromFleet() {
        List<Scope> scopes = new ArrayList<>(List.of(FLEET));
        if (host != null) {
            scopes.add(host(host));
        }
        if (assignment != null) {
            scopes.add(this);
        }
        return scopes;
    }

    /** Returns the scope's key in the database. */
    String key() {
        if (assignment != null) {
            return "assignment/" + assignment;
        }
        return host == null ? "fleet" : "host/" + host;
    }
}
