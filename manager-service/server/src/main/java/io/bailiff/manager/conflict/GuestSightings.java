// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.GuestCondition;
import io.bailiff.manager.guest.GuestHappening;
import io.bailiff.manager.guest.Guests;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.guest.KnownGuest;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The conditions of guests as libvirt last showed the guests to the steps of conflicts. Only in memory. An event of libvirt about a guest
 * makes the guest's condition unknown until the next look, and so does a lost connection.
 */
@Component
public class GuestSightings {

    private final Guests guests;
    private final Clock clock;
    private final Map<Key, Sighting> seen = new ConcurrentHashMap<>();

    GuestSightings(Guests guests, Clock clock) {
        this.guests = guests;
        this.clock = clock;
    }

    /**
     * The condition of a guest at a look.
     *
     * @param at the time of the look
     */
    public record Sighting(GuestCondition condition, Instant at) {}

    private record Key(UUID host, UUID guest) {}

    /** Stores the result of a look at a guest. */
    public void saw(Target target, Holding holding) {
        seen.put(key(target), new Sighting(condition(holding), clock.instant()));
    }

    /** Returns the condition of the guest at a look. */
    public static GuestCondition condition(Holding holding) {
        return holding.guest().map(KnownGuest::condition).orElse(GuestCondition.ABSENT);
    }

    /** Returns the result of the last look at a guest; empty if the guest's condition is unknown. */
    Optional<Sighting> last(Target target) {
        return Optional.ofNullable(seen.get(key(target)))
                .filter(known -> guests.status(target.share().host()).connected());
    }

    @EventListener
    void happened(GuestHappening happening) {
        happening
                .guest()
                .ifPresentOrElse(
                        guest -> seen.remove(new Key(happening.host(), guest)),
                        () -> seen.keySet().removeIf(key -> key.host().equals(happening.host())));
    }

    private static Key key(Target target) {
        return new Key(target.share().host(), target.guest());
    }
}
