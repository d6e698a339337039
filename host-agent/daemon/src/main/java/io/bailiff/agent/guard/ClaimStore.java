// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.guard.ClaimBook.Changed;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claims of the current boot: the waiting claims, and the ended claims without an acknowledgement by the manager. The claims
 * survive a restart of the agent. Every change goes to the host's log first, then to the file, then to the listener. A change costs the
 * disk one line ({@link ClaimBook}). The number of claims is bounded by the openers that the interceptor can hold, and by
 * {@link #MOST_ENDED}: each new claim drops an older claim that has ended.
 */
final class ClaimStore {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimStore.class);

    /**
     * The maximum number of ended claims while the manager is away. The oldest claim is dropped first; the host's log has all
     * claims.
     */
    private static final int MOST_ENDED = 500;

    private final ClaimBook book;
    private final Clock clock;
    private final Consumer<String> hostLog;
    private final Runnable changed;
    private final Map<String, HeldClaim> claims;
    private boolean isStored = true;

    ClaimStore(ClaimBook book, Clock clock, Consumer<String> hostLog, Runnable changed) throws IOException {
        this.book = book;
        this.clock = clock;
        this.hostLog = hostLog;
        this.changed = changed;
        this.claims = book.read();
    }

    /**
     * Stores a new claim. Drops an already ended claim that repeats a stored claim: same status, kind, file, groups and command
     * line. The manager has yet to acknowledge the stored claim.
     */
    synchronized void add(HeldClaim claim) {
        addOne(claim);
    }

    /** Stores the claims of one held process, one claim for each group. No claim ends before all are stored. */
    synchronized void addAll(List<HeldClaim> ofOneProcess) {
        ofOneProcess.forEach(this::addOne);
    }

    private void addOne(HeldClaim claim) {
        if (!claim.waits() && claims.values().stream().anyMatch(known -> alike(known.report(), claim.report()))) {
            LOG.debug("repeated claim {}", claim.line());
            return;
        }
        claims.put(claim.report().id(), claim);
        told(claim, forgetOldest());
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

    /** Drops the oldest ended claim if there are too many, and returns the ids of the dropped claims. */
    private List<String> forgetOldest() {
        List<String> ended = claims.values().stream()
                .filter(claim -> !claim.waits())
                .map(claim -> claim.report().id())
                .toList();
        if (ended.size() <= MOST_ENDED) {
            return List.of();
        }
        LOG.warn(
                "dropped an ended claim before its acknowledgement claim={}: only the logs of this host have the claim",
                ended.get(0));
        claims.remove(ended.get(0));
        return List.of(ended.get(0));
    }

    /**
     * Changes the status of a waiting claim. Does nothing if the claim has already ended. A process that waits for several groups has a claim
     * on each: the process goes on when the last claim is let through, and every other end of one claim ends all.
     *
     * @return the claim before the change; the caller must then answer the held process. Empty if the claim was not changed, or if the
     *     process waits for another group
     */
    synchronized Optional<HeldClaim> end(String id, Status status, String message) {
        HeldClaim claim = claims.get(id);
        if (claim == null || !claim.waits()) {
            return Optional.empty();
        }
        List<HeldClaim> others = othersOf(claim);
        change(claim, status, message);
        if (status == Status.LET_THROUGH) {
            return others.isEmpty() ? Optional.of(claim) : Optional.empty();
        }
        others.forEach(other -> change(other, status, message));
        return Optional.of(claim);
    }

    private void change(HeldClaim claim, Status status, String message) {
        HeldClaim ended = claim.with(status, message, clock.instant());
        claims.put(claim.report().id(), ended);
        told(ended, List.of());
    }

    /** Returns the other waiting claims of the process that the claim holds. */
    synchronized List<HeldClaim> othersOf(HeldClaim claim) {
        return claim.ticket() == null
                ? List.of()
                : waiting().stream()
                        .filter(other -> claim.ticket().equals(other.ticket())
                                && claim.isWrite() == other.isWrite()
                                && !claim.report().id().equals(other.report().id()))
                        .toList();
    }

    private void told(HeldClaim claim, List<String> dropped) {
        LOG.warn("claim {}", claim.line());
        hostLog.accept("claim " + claim.line());
        keep(new Changed(List.of(claim), dropped));
        changed.run();
    }

    /** Removes the ended claims of a report that the manager has accepted. A claim that has changed since the report stays. */
    synchronized void acknowledge(Collection<ClaimReport> told) {
        List<String> dropped = new ArrayList<>();
        for (ClaimReport report : told) {
            HeldClaim claim = claims.get(report.id());
            if (claim != null && !claim.waits() && claim.report().equals(report)) {
                claims.remove(report.id());
                dropped.add(report.id());
            }
        }
        if (!dropped.isEmpty()) {
            keep(new Changed(List.of(), dropped));
        }
    }

    synchronized List<ClaimReport> reports() {
        return claims.values().stream().map(HeldClaim::report).toList();
    }

    synchronized List<HeldClaim> waiting() {
        return claims.values().stream().filter(HeldClaim::waits).toList();
    }

    /** Returns the ended claims whose writes were to fail. A writer still waits if the agent was killed before the answer. */
    synchronized List<HeldClaim> failedWrites() {
        return claims.values().stream()
                .filter(claim -> !claim.waits() && claim.isWrite())
                .toList();
    }

    /** Returns the processes with a held write. */
    Set<Long> writers() {
        return waiting().stream()
                .filter(HeldClaim::isWrite)
                .flatMap(claim -> Optional.ofNullable(claim.report().claimant()).stream())
                .map(Claimant::pid)
                .collect(Collectors.toSet());
    }

    synchronized boolean isWaiting(String id) {
        HeldClaim claim = claims.get(id);
        return claim != null && claim.waits();
    }

    List<HeldClaim> waitingOn(GroupFingerprint group) {
        return waiting().stream().filter(claim -> claim.isOn(group)).toList();
    }

    private void keep(Changed changes) {
        try {
            book.store(changes, claims.values());
            if (!isStored) {
                LOG.info("stored claims again");
            }
            isStored = true;
        } catch (IOException e) {
            if (isStored) {
                LOG.error(
                        "cannot store claims error={}: a restart of the agent denies the held openers", e.getMessage());
            }
            isStored = false;
        }
    }
}
