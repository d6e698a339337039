package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimRefusal;
import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OpenInterceptor;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guard of one host, put together. It has no thread of its own: whoever made it runs {@link #handleOpens}, {@link #handleUevents} and
 * {@link #checkHeldClaims} over and over, each on a thread of its own. As long as it stands, somebody must: opens wait for an answer.
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
     * Takes the place of the agent that was here before, and puts the interceptor up. From when this begins opens are held, and
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
            LOG.info("The guard of the agent before still stands; {} openers are held", tickets.size());
        } else {
            forgetHeld();
        }
        coverage.begin();
        if (backends.whyUnguarded() != null) {
            LOG.error("This host has no guard: {}", backends.whyUnguarded());
        }
    }

    /** Nothing held the openers that this book has as held: the kernel let them go when the last agent ended. */
    private void forgetHeld() {
        for (HeldClaim claim : claimStore.waiting()) {
            if (claim.report().status() == Status.HELD) {
                claimStore.end(
                        claim.report().id(),
                        Status.EXEMPT,
                        "the agent ended and nothing kept its guard: the kernel let it go on");
            }
        }
    }

    /** Answers those who come to the interceptor, for a moment. */
    public void handleOpens() throws HostFileException, InterruptedException {
        backends.interceptor().await(MOMENT).forEach(handlers.opens()::handle);
    }

    /** Hears what the kernel tells, for a moment. */
    public void handleUevents() throws HostFileException, InterruptedException {
        backends.uevents().await(MOMENT).forEach(handlers.uevents()::handle);
    }

    /** Looks after those who are held; to be repeated a few times a second. */
    public void checkHeldClaims() {
        try {
            rejector.rejectFenced();
            monitor.check();
            rejector.checkFences();
        } catch (IOException e) {
            LOG.error("Whether those who are held still wait cannot be told: {}", e.getMessage());
        }
    }

    /** Looks at what no event may have told of; to be repeated every few seconds, and after a group was moved. */
    public void survey() {
        try {
            coverage.survey();
        } catch (IOException e) {
            LOG.error("The guard cannot be looked after: {}", e.getMessage());
        }
    }

    /**
     * Lets those through who wait for a group that is to go back to the host, if nobody has it open, and waits until the host has
     * bound what it wanted, or has had time enough for it.
     *
     * @return false if that was not waited for, because the guard is being closed
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

    /** The group could not be given back after all: from now on claims on it are held again. */
    public void reattachFailed(GroupFingerprint group) {
        handover.end(group);
    }

    /** The group is back with the host. */
    public void reattached(GroupFingerprint group) {
        handover.end(group);
        checkHeldClaims();
        survey();
    }

    /** Refuses claims that wait. A claim that does not wait any more stays as it is. */
    public void refuse(Collection<ClaimRefusal> refusals) {
        refusals.forEach(rejector::reject);
    }

    /**
     * Keeps a group away from everything, because nobody can end the guest that has it: its members lose bus mastering and do not
     * get it back, and every claim on it is refused, those that wait already too.
     *
     * @return its members, which have no bus mastering now
     * @throws IOException if one of them may have it still; it is tried again with every {@link #checkHeldClaims}
     */
    public List<PciAddress> fence(GroupFingerprint group) throws IOException {
        return rejector.fence(group);
    }

    /** No group but these is fenced any more. Bus mastering stays off until a driver, or a guest, switches it on. */
    public void fenceOnly(Set<GroupFingerprint> groups) throws IOException {
        rejector.fenceOnly(groups);
    }

    /** The claims that the manager is to be told of. */
    public List<ClaimReport> claims() {
        return claimStore.reports();
    }

    /** The manager has taken a report with these claims. */
    public void acknowledge(Collection<ClaimReport> told) {
        claimStore.acknowledge(told);
    }

    /** How the guard is. */
    public GuardReport report() {
        return coverage.report();
    }

    /** Nobody waits any more for the host to take what it was let through to. */
    public void beginClose() {
        closing = true;
    }

    /** Refuses every held opener, and ends the guard. */
    @Override
    public void close() {
        beginClose();
        for (HeldClaim claim : claimStore.waiting()) {
            if (claim.report().status() == Status.HELD) {
                claimStore.end(
                        claim.report().id(), Status.DENIED, "the agent is being stopped; try again when it runs");
            }
        }
        backends.interceptor().close();
        backends.uevents().close();
    }
}
