// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.Guest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/**
 * Looks at the guests of a host for an answer to an operator. A libvirt that is stuck with one guest answers nobody for tens of seconds, and
 * an operator needs the record of the conflict just then. A look therefore takes {@link #LONGEST} at most; at any time one look at each host
 * is under way, and further requests share its result.
 */
@Component
public class BriefLooks {

    /** The longest time of a look. A libvirt that works answers in some milliseconds. */
    static final Duration LONGEST = Duration.ofSeconds(1);

    private final Guests guests;
    private final ConcurrentHashMap<UUID, CompletableFuture<Optional<List<Guest>>>> underWay =
            new ConcurrentHashMap<>();

    BriefLooks(Guests guests) {
        this.guests = guests;
    }

    /** Returns the running guests of a host with any of the functions; empty if libvirt is away or does not answer in time. */
    public Optional<List<KnownGuest>> having(UUID host, Set<String> functions) {
        CompletableFuture<Optional<List<Guest>>> look = underWay.computeIfAbsent(host, this::begin);
        try {
            return look.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS).map(all -> Guests.having(all, functions));
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("a look at the guests of host " + host + " failed", failure.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private CompletableFuture<Optional<List<Guest>>> begin(UUID host) {
        CompletableFuture<Optional<List<Guest>>> look = new CompletableFuture<>();
        Thread thread = new Thread(() -> look(host, look), "bailiff-guest-look");
        thread.setDaemon(true);
        thread.start();
        return look;
    }

    private void look(UUID host, CompletableFuture<Optional<List<Guest>>> look) {
        try {
            look.complete(Optional.of(guests.all(host)));
        } catch (GuestException away) {
            look.complete(Optional.empty());
        } catch (RuntimeException unexpected) {
            look.completeExceptionally(unexpected);
        } finally {
            underWay.remove(host, look);
        }
    }
}
