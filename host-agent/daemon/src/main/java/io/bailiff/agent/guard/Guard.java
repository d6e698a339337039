package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimRefusal;
import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OpenGate;
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
 * The guard of one host, put together. It has no thread of its own: whoever made it runs {@link #answer}, {@link #listen} and
 * {@link #look} over and over, each on a thread of its own. As long as it stands, somebody must: opens wait for an answer.
 */
public final class Guard implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
    private static final Duration MOMENT = Duration.ofMillis(500);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Senses senses;
    private final EventHandlers handlers;
    private final GuardCoverage coverage;
    private final ClaimBook book;
    private final HandOver handOver;
    private final Watchman watchman;
    private final Dismissals dismissals;
    private volatile boolean closing;

    Guard(
            Senses senses,
            EventHandlers handlers,
            GuardCoverage coverage,
            ClaimBook book,
            HandOver handOver,
            Watchman watchman,
            Dismissals dismissals) {
        this.senses = senses;
        this.handlers = handlers;
        this.coverage = coverage;
        this.book = book;
        this.handOver = handOver;
        this.watchman = watchman;
        this.dismissals = dismissals;
    }

    /**
     * Takes the place of the agent that was here before, and puts the gate up. From when this begins opens are held, and
     * {@link #answer} must run soon after.
     */
    public void begin() throws IOException {
        OpenGate gate = senses.gate();
        if (gate.inherited()) {
            Set<Long> tickets = new HashSet<>();
            for (HeldClaim claim : book.waiting()) {
                Optional.ofNullable(claim.ticket()).ifPresent(tickets::add);
            }
            gate.takeOver(tickets);
            LOG.info("The guard of the agent before still stands; {} openers are held", tickets.size());
        } else {
            forgetHeld();
        }
        coverage.begin();
        if (senses.whyBlind() != null) {
            LOG.error("This host has no guard: {}", senses.whyBlind());
        }
    }

    /** Nothing held the openers that this book has as held: the kernel let them go when the last agent ended. */
    private void forgetHeld() {
        for (HeldClaim claim : book.waiting()) {
            if (claim.report().status() == Status.HELD) {
                book.end(
                        claim.report().id(),
                        Status.EXEMPT,
                        "the agent ended and nothing kept its guard: the kernel let it go on");
            }
        }
    }

    /** Answers those who come to the gate, for a moment. */
    public void answer() throws HostFileException, InterruptedException {
        senses.gate().await(MOMENT).forEach(handlers.opens()::happened);
    }

    /** Hears what the kernel tells, for a moment. */
    public void listen() throws HostFileException, InterruptedException {
        senses.uevents().await(MOMENT).forEach(handlers.uevents()::happened);
    }

    /** Looks after those who are held; to be repeated a few times a second. */
    public void look() {
        try {
            dismissals.dismissFenced();
            watchman.look();
            dismissals.lookAtFences();
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
        if (!handOver.beginIfFree(group)) {
            return true;
        }
        while (!handOver.isSettled(group)) {
            if (closing) {
                return false;
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
        return true;
    }

    /** The group could not be given back after all: from now on claims on it are held again. */
    public void isNotBack(GroupFingerprint group) {
        handOver.end(group);
    }

    /** The group is back with the host. */
    public void isBack(GroupFingerprint group) {
        handOver.end(group);
        look();
        survey();
    }

    /** Refuses claims that wait; asked again about one that does not, it does nothing. */
    public void refuse(Collection<ClaimRefusal> refusals) {
        refusals.forEach(dismissals::dismiss);
    }

    /**
     * Keeps a group away from everything, because nobody can end the guest that has it: its members lose bus mastering and do not
     * get it back, and every claim on it is refused, those that wait already too.
     *
     * @return its members, which have no bus mastering now
     * @throws IOException if one of them may have it still; it is tried again with every {@link #look}
     */
    public List<PciAddress> fence(GroupFingerprint group) throws IOException {
        return dismissals.fence(group);
    }

    /** No group but these is fenced any more. Bus mastering stays off until a driver, or a guest, switches it on. */
    public void fenceOnly(Set<GroupFingerprint> groups) throws IOException {
        dismissals.fenceOnly(groups);
    }

    /** The claims that the manager is to be told of. */
    public List<ClaimReport> claims() {
        return book.reports();
    }

    /** The manager has taken a report with these claims. */
    public void acknowledge(Collection<ClaimReport> told) {
        book.acknowledge(told);
    }

    /** How the guard is. */
    public GuardReport report() {
        return coverage.report();
    }

    /** Nobody waits any more for the host to take what it was let through to. */
    public void closeSoon() {
        closing = true;
    }

    /** Refuses every held opener, and ends the guard. */
    @Override
    public void close() {
        closeSoon();
        for (HeldClaim claim : book.waiting()) {
            if (claim.report().status() == Status.HELD) {
                book.end(claim.report().id(), Status.DENIED, "the agent is being stopped; try again when it runs");
            }
        }
        senses.gate().close();
        senses.uevents().close();
    }
}
