package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claims of this boot: those that wait, and those that have ended and that the manager does not know of yet. Kept over a
 * restart of the agent. Every change is in the host's log before anything else comes of it.
 */
final class ClaimStore {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimStore.class);

    /** Ended claims that are kept while the manager is away. The oldest go first; the host's log has them all. */
    private static final int MOST_ENDED = 500;

    /**
     * What is kept.
     *
     * @param bootId the boot that the claims are of
     * @param claims all of them
     */
    record Stored(String bootId, List<HeldClaim> claims) {}

    private final StateStore<Stored> store;
    private final String bootId;
    private final Clock clock;
    private final Consumer<String> hostLog;
    private final Runnable changed;
    private final Map<String, HeldClaim> claims = new LinkedHashMap<>();

    ClaimStore(StateStore<Stored> store, String bootId, Clock clock, Consumer<String> hostLog, Runnable changed)
            throws IOException {
        this.store = store;
        this.bootId = bootId;
        this.clock = clock;
        this.hostLog = hostLog;
        this.changed = changed;
        store.read().filter(stored -> stored.bootId().equals(bootId)).map(Stored::claims).orElse(List.of()).stream()
                .forEach(claim -> claims.put(claim.report().id(), claim));
    }

    /** Writes a new claim down. One that came to nothing, and is just like one that is still to be told of, is not told twice. */
    synchronized void add(HeldClaim claim) {
        if (!claim.waits() && claims.values().stream().anyMatch(known -> alike(known.report(), claim.report()))) {
            LOG.debug("Once more: {}", claim.line());
            return;
        }
        claims.put(claim.report().id(), claim);
        forgetOldest();
        told(claim);
    }

    private static boolean alike(ClaimReport one, ClaimReport other) {
        return one.status() == other.status()
                && one.kind() == other.kind()
                && Objects.equals(one.file(), other.file())
                && one.groups().equals(other.groups())
                && command(one).equals(command(other));
    }

    private static String command(ClaimReport claim) {
        return claim.claimant() == null ? "" : claim.claimant().command();
    }

    private void forgetOldest() {
        List<String> ended = claims.values().stream()
                .filter(claim -> !claim.waits())
                .map(claim -> claim.report().id())
                .toList();
        if (ended.size() > MOST_ENDED) {
            LOG.warn("The manager has not taken a report for long: claim {} is in this log only", ended.get(0));
            claims.remove(ended.get(0));
        }
    }

    /**
     * Gives a claim that waits another status, or does nothing if it does not wait any more.
     *
     * @return the claim as it was, if this call has changed it: then its open is the caller's to answer
     */
    synchronized Optional<HeldClaim> end(String id, Status status, String message) {
        HeldClaim claim = claims.get(id);
        if (claim == null || !claim.waits()) {
            return Optional.empty();
        }
        HeldClaim ended = claim.with(status, message, clock.instant());
        claims.put(id, ended);
        told(ended);
        return Optional.of(claim);
    }

    private void told(HeldClaim claim) {
        LOG.warn("Claim {} {}", claim.report().id(), claim.line());
        hostLog.accept("claim " + claim.line());
        keep();
        changed.run();
    }

    /** The manager has taken a report that told of these: what has ended need not be told again. */
    synchronized void acknowledge(Collection<ClaimReport> told) {
        boolean any = false;
        for (ClaimReport report : told) {
            HeldClaim claim = claims.get(report.id());
            if (claim != null && !claim.waits() && claim.report().equals(report)) {
                claims.remove(report.id());
                any = true;
            }
        }
        if (any) {
            keep();
        }
    }

    synchronized List<ClaimReport> reports() {
        return claims.values().stream().map(HeldClaim::report).toList();
    }

    synchronized List<HeldClaim> waiting() {
        return claims.values().stream().filter(HeldClaim::waits).toList();
    }

    synchronized boolean isWaiting(String id) {
        HeldClaim claim = claims.get(id);
        return claim != null && claim.waits();
    }

    List<HeldClaim> waitingOn(GroupFingerprint group) {
        return waiting().stream().filter(claim -> claim.isOn(group)).toList();
    }

    private void keep() {
        try {
            store.write(new Stored(bootId, new ArrayList<>(claims.values())));
        } catch (IOException e) {
            LOG.error(
                    "Claims cannot be kept; should the agent be restarted, what it holds is refused: {}",
                    e.getMessage());
        }
    }
}
