// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimRefusal;
import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OpenInterceptor;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guard of a host. The guard starts no threads: the owner runs {@link #handleOpens}, {@link #handleUevents} and
 * {@link #checkHeldClaims} repeatedly, each on a separate thread. The loops must run from {@link #begin} until {@link #close},
 * because opens wait in the kernel for an answer.
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
     * Takes over the held opens of the previous agent and marks every control file. If the interceptor is new, ends the stored
     * claims with a held opener: the kernel has let the openers go. Opens may be held from the start of the call, so
     * {@link #handleOpens} must run soon after.
     */
    public void begin() throws IOException {
        OpenInterceptor interceptor = backends.interceptor();
        if (interceptor.inherited()) {
            Set<Long> tickets = new HashSet<>();
            for (HeldClaim claim : claimStore.waiting()) {
                Optional.ofNullable(claim.ticket()).ifPresent(tickets::add);
            }
            interceptor.takeOver(tickets);
            LOG.info("took over the fanotify group of the previous agent openers={}", tickets.size());
        } else {
            forgetHeld();
        }
        coverage.begin();
        if (backends.whyUnguarded() != null) {
            LOG.error("guard unavailable error={}: claims on this host are not detected", backends.whyUnguarded());
        }
    }

    /**
     * Ends the stored {@code HELD} claims as {@code EXEMPT}: the kernel let the openers go when the last agent ended, because
     * nothing kept the interceptor open.
     */
    private void forgetHeld() {
        for (HeldClaim claim : claimStore.waiting()) {
            if (claim.report().status() == Status.HELD) {
                claimStore.end(
                        claim.report().id(),
                        Status.EXEMPT,
                        "the agent ended without a holder of the guard's descriptor, so the kernel let the process continue");
            }
        }
    }

    /** Handles opens and writes from the interceptor. Waits at most half a second for the first event. */
    public void handleOpens() throws HostFileException, InterruptedException {
        backends.interceptor().await(MOMENT).forEach(handlers.opens()::handle);
    }

    /** Handles the kernel's uevents. Waits at most half a second for the first event. */
    public void handleUevents() throws HostFileException, InterruptedException {
        backends.uevents().await(MOMENT).forEach(handlers.uevents()::handle);
    }

    /** Checks the waiting claims and the fences. Must run a few times a second. A failure is logged; the next call tries again. */
    public void checkHeldClaims() {
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

    /** Ends every held claim as {@code DENIED}, then closes the interceptor and the uevent source. The interceptor denies the opens. */
    @Override
    public void close() {
        beginClose();
        for (HeldClaim claim : claimStore.waiting()) {
            if (claim.report().status() == Status.HELD) {
                claimStore.end(
                        claim.report().id(), Status.DENIED, "the agent is stopping; try again when the agent runs");
            }
        }
        backends.interceptor().close();
        backends.uevents().close();
    }
}
