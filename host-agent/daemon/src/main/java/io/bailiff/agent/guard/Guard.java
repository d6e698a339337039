// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimRefusal;
import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.host.HostFileException;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guard of a host. The guard starts no threads: the owner runs {@link #handleOpens}, {@link #handleWrites},
 * {@link #handleUevents} and {@link #checkHeldClaims} repeatedly, each on a separate thread. The loops must run from {@link #begin} until {@link #close},
 * because opens and writes wait in the kernel for an answer.
 */
public final class Guard implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
    private static final Duration MOMENT = Duration.ofMillis(500);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final GuardBackends backends;
    private final EventHandlers handlers;
    private final GuardCoverage coverage;
    private final ClaimStore claimStore;
    private final GroupHandover handover;
    private final HeldClaimMonitor monitor;
    private final ClaimRejector rejector;
    private final AtomicBoolean checksFail = new AtomicBoolean();
    private final AtomicBoolean surveysFail = new AtomicBoolean();
    private volatile boolean closing;

    Guard(
            GuardBackends backends,
            EventHandlers handlers,
            GuardCoverage coverage,
            ClaimStore claimStore,
            GroupHandover handover,
            HeldClaimMonitor monitor,
            ClaimRejector rejector) {
        this.backends = backends;
        this.handlers = handlers;
        this.coverage = coverage;
        this.claimStore = claimStore;
        this.handover = handover;
        this.monitor = monitor;
        this.rejector = rejector;
    }

    /**
     * Takes over the held opens and writes of the previous agent. {@link #handleOpens} and {@link #handleWrites} must run after the call and before
     * {@link #begin}: the marks of the previous agent hold opens of the agent itself, too.
     */
    public void takeOver() throws IOException {
        monitor.takeOver();
    }

    /** Marks every control file, and covers the shared control files if a group is lent. Reads files that the guard holds. */
    public void begin() throws IOException {
        coverage.begin();
        if (backends.whyUnguarded() != null) {
            LOG.error("guard unavailable error={}: claims on this host are not detected", backends.whyUnguarded());
        } else {
            backends.whyNoWrites()
                    .ifPresent(why -> LOG.warn(
                            "control files cannot be covered error={}: opens are decided without the written function",
                            why));
        }
    }

    /** Handles opens of control files and writes to overrides. Waits at most half a second for the first event. */
    public void handleOpens() throws HostFileException, InterruptedException {
        backends.interceptor().await(MOMENT).forEach(handlers.opens()::handle);
    }

    /** Handles writes to covered control files. Waits at most half a second for the first write. */
    public void handleWrites() throws HostFileException, InterruptedException {
        backends.writes().await(MOMENT).forEach(handlers.writes()::handle);
    }

    /** Handles the kernel's uevents. Waits at most half a second for the first event. */
    public void handleUevents() throws HostFileException, InterruptedException {
        backends.uevents().await(MOMENT).forEach(handlers.uevents()::handle);
    }

    /** Checks the waiting claims and the fences, and follows the loans with the covers. Must run a few times a second. A failure is logged; the next call tries again. */
    public void checkHeldClaims() {
        coverage.followLoans();
        try {
            rejector.rejectFenced();
            monitor.check();
            rejector.checkFences();
            if (checksFail.getAndSet(false)) {
                LOG.info("checked held claims again");
            }
        } catch (IOException e) {
            if (!checksFail.getAndSet(true)) {
                LOG.error("cannot check held claims error={}: held openers keep waiting", e.getMessage());
            }
        }
    }

    /**
     * Checks marks, pins and appeared functions for changes without an event. Must run every few seconds, and after every move of a
     * group. A failure is logged; the next call tries again.
     */
    public void survey() {
        try {
            coverage.survey();
            if (surveysFail.getAndSet(false)) {
                LOG.info("surveyed the guard again");
            }
        } catch (IOException e) {
            if (!surveysFail.getAndSet(true)) {
                LOG.error(
                        "cannot survey the guard error={}: new files or changed pins may be unguarded", e.getMessage());
            }
        }
    }

    /**
     * Covers the shared control files for a loan that is about to begin, so that no write goes unread once the journal of the loan exists.
     * The caller calls {@link #loanPrepared} after the attempt to lend the group.
     */
    public void prepareLoan() {
        coverage.prepareLoan();
    }

    /** Ends a {@link #prepareLoan}, and surveys the host. */
    public void loanPrepared() {
        coverage.loanPrepared();
        survey();
    }

    /**
     * Lets the waiting openers through before a group is reattached, if no process has the group open. Then waits until the host
     * has bound the claimed function, or until the settling time is over.
     *
     * @return true if the reattach may begin; false if the guard was closed during the wait
     */
    public boolean letHostTake(GroupFingerprint group) throws IOException, InterruptedException {
        if (!handover.beginIfFree(group)) {
            return true;
        }
        while (!handover.isSettled(group)) {
            if (closing) {
                return false;
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
        return true;
    }

    /** Ends the handover after a failed reattach: the guard holds new claims on the group again. */
    public void reattachFailed(GroupFingerprint group) {
        handover.end(group);
    }

    /** Ends the handover after a reattach, then checks the waiting claims and the host. */
    public void reattached(GroupFingerprint group) {
        handover.end(group);
        checkHeldClaims();
        survey();
    }

    /** Refuses waiting claims. A claim that has already ended stays unchanged. */
    public void refuse(Collection<ClaimRefusal> refusals) {
        refusals.forEach(rejector::reject);
    }

    /**
     * Fences a group, because the guest with the group cannot be ended. The members have no bus mastering as long as the fence
     * stands. Every claim on the group is refused, including the waiting claims.
     *
     * @return the members; bus mastering is off on every member with an answer
     * @throws IOException if the fence cannot be stored, the group is not lent, or a member may still have bus mastering. Every
     *     {@link #checkHeldClaims} tries to clear bus mastering again
     */
    public FencedMembers fence(GroupFingerprint group) throws IOException {
        return rejector.fence(group);
    }

    /** Removes the fence of every group outside {@code groups}. Bus mastering stays off until a driver or a guest switches it on. */
    public void fenceOnly(Set<GroupFingerprint> groups) throws IOException {
        rejector.fenceOnly(groups);
    }

    /** Returns the claims for the next report: the waiting claims, and the ended claims without an acknowledgement. */
    public List<ClaimReport> claims() {
        return claimStore.reports();
    }

    /** Removes the ended claims of a report that the manager has accepted. */
    public void acknowledge(Collection<ClaimReport> told) {
        claimStore.acknowledge(told);
    }

    /** Returns the state of the guard. */
    public GuardReport report() {
        return coverage.report();
    }

    /** Ends every wait in {@link #letHostTake}: the guard is about to be closed. */
    public void beginClose() {
        closing = true;
    }

    /** Ends every held claim as {@code DENIED}, then closes the backends. The interceptors fail the opens and the writes. */
    @Override
    public void close() {
        beginClose();
        rejector.rejectHeld("the agent is stopping; try again when the agent runs");
        backends.close();
    }
}
