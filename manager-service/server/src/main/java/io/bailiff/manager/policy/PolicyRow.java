// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.policy;

import io.bailiff.manager.api.Afterwards;
import io.bailiff.manager.api.GuestAfterwards;
import io.bailiff.manager.api.PausedGuest;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.api.Strangers;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stored policy. NULL means unset. */
@Entity
@Table(name = "ladder_policy")
class PolicyRow {

    @Id
    String scope;

    @Nullable
    Integer releaseSeconds;

    @Nullable
    Integer shutdownSeconds;

    @Nullable
    Integer destroySeconds;

    @Nullable
    Boolean shutdownAllowed;

    @Nullable
    Boolean destroyAllowed;

    @Nullable
    @Enumerated(EnumType.STRING)
    Afterwards afterwards;

    @Nullable
    @Enumerated(EnumType.STRING)
    PausedGuest pausedGuest;

    @Nullable
    @Enumerated(EnumType.STRING)
    Strangers strangers;

    @Nullable
    @Enumerated(EnumType.STRING)
    GuestAfterwards guestAfterwards;

    @SuppressWarnings("NullAway.Init")
    PolicyRow() {}

    PolicyRow(Scope scope, Policy policy) {
        this.scope = scope.key();
        releaseSeconds = seconds(policy, Rung.RELEASE);
        shutdownSeconds = seconds(policy, Rung.SHUTDOWN);
        destroySeconds = seconds(policy, Rung.DESTROY);
        shutdownAllowed = policy.allowed().get(Rung.SHUTDOWN);
        destroyAllowed = policy.allowed().get(Rung.DESTROY);
        afterwards = policy.afterwards();
        pausedGuest = policy.pausedGuest();
        strangers = policy.strangers();
        guestAfterwards = policy.guestAfterwards();
    }

    private static @Nullable Integer seconds(Policy policy, Rung rung) {
        Duration deadline = policy.deadlines().get(rung);
        return deadline == null ? null : (int) deadline.toSeconds();
    }

    Policy policy() {
        Map<Rung, Duration> deadlines = new EnumMap<>(Rung.class);
        put(deadlines, Rung.RELEASE, releaseSeconds);
        put(deadlines, Rung.SHUTDOWN, shutdownSeconds);
        put(deadlines, Rung.DESTROY, destroySeconds);
        Map<Rung, Boolean> allowed = new EnumMap<>(Rung.class);
        if (shutdownAllowed != null) {
            allowed.put(Rung.SHUTDOWN, shutdownAllowed);
        }
        if (destroyAllowed != null) {
            allowed.put(Rung.DESTROY, destroyAllowed);
        }
        return new Policy(deadlines, allowed, afterwards, pausedGuest, strangers, guestAfterwards);
    }

    private static void put(Map<Rung, Duration> deadlines, Rung rung, @Nullable Integer seconds) {
        if (seconds != null) {
            deadlines.put(rung, Duration.ofSeconds(seconds));
        }
    }
}
