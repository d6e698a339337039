package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimRefusal;
import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.OpenGate;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.state.StateFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
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
    private final GuardPolicy policy;
    private final PciBus bus;
    private final Groups groups;
    private final LentGroups lentGroups;
    private final ClaimBook book;
    private final HandOver handOver;
    private final OverrideWatch overrides;
    private final AppearedFunctions appeared;
    private final Marks marks;
    private final Doorkeeper doorkeeper;
    private final UeventWatch uevents;
    private final Watchman watchman;
    private final Fences fences;
    private final Dismissals dismissals;
    private final BlindSpots blindSpots;
    private volatile boolean closing;

    /**
     * What a guard is made of.
     *
     * @param files the host's files
     * @param groups its groups
     * @param behaviour what its kernel does about conflicts
     * @param bootId its boot
     * @param senses by what the guard sees and holds
     * @param policy what it does about claims
     * @param stateDirectory where it keeps what it must not forget
     * @param state the file operations there
     * @param hostLog where lines for the host's own log go
     */
    public record Parts(
            HostFiles files,
            Groups groups,
            ConflictBehaviour behaviour,
            String bootId,
            Senses senses,
            GuardPolicy policy,
            Path stateDirectory,
            StateFiles state,
            Consumer<String> hostLog) {

        private <T> StateStore<T> store(String name, Class<T> type) {
            return StateStore.untilBoot(stateDirectory.resolve(name), type, state);
        }
    }

    /**
     * A guard that nobody has met yet.
     *
     * @param threads where single claims are looked at, as many as come
     * @param clock the host's, for people
     * @param steady tells how much time has passed, whatever the host's clock is set to
     * @throws IOException if what an earlier agent has kept cannot be read
     */
    public Guard(Parts parts, Executor threads, Clock clock, Clock steady, HostListener listener) throws IOException {
        HostFiles files = parts.files();
        boolean refuses = parts.behaviour() == ConflictBehaviour.REFUSES;
        this.senses = parts.senses();
        this.policy = parts.policy();
        this.groups = parts.groups();
        this.bus = new PciBus(files);
        this.lentGroups = new LentGroups(files, groups.lent());
        this.appeared = new AppearedFunctions(
                files, lentGroups, parts.store("appeared.json", AppearedFunctions.Kept.class), parts.bootId());
        this.book = new ClaimBook(
                parts.store("claims.json", ClaimBook.Kept.class),
                parts.bootId(),
                clock,
                parts.hostLog(),
                listener::claimChanged);
        OpenGate gate = senses.gate();
        this.marks = new Marks(files, gate);
        this.blindSpots = new BlindSpots(files, !refuses, senses.self(), clock);
        DriverFit fit = new DriverFit(files);
        Verdicts verdicts = new Verdicts(policy, new ClaimReach(fit::fits, refuses));
        this.fences = new Fences(files, lentGroups, parts.store("fences.json", Fences.Kept.class), parts.bootId());
        SecondLook secondLook = new SecondLook(bus, lentGroups, verdicts, book, fences);
        this.handOver = new HandOver(book, lentGroups, gate, secondLook, this::isFree, policy.settling(), steady);
        Processes processes = new Processes(files);
        ClaimDesk desk = new ClaimDesk(book, handOver, clock);
        AcceptedOverrides accepted = new AcceptedOverrides(
                parts.store("overrides.json", AcceptedOverrides.Kept.class), parts.bootId(), policy.policy());
        this.overrides = new OverrideWatch(files, lentGroups, desk, verdicts, accepted, fences);
        this.dismissals = new Dismissals(book, gate, lentGroups, overrides, fences);
        this.doorkeeper = new Doorkeeper(
                gate,
                processes,
                new Breadcrumbs(files),
                bus,
                lentGroups,
                verdicts,
                book,
                desk,
                overrides,
                fences,
                threads,
                senses.self(),
                senses.terminals());
        this.uevents = new UeventWatch(marks, lentGroups, desk, appeared, fit::fits, listener);
        this.watchman = new Watchman(book, gate, processes, lentGroups, this::isFree, handOver, secondLook);
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
        marks.all();
        blindSpots.look();
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
        senses.gate().await(MOMENT).forEach(doorkeeper::happened);
    }

    /** Hears what the kernel tells, for a moment. */
    public void listen() throws HostFileException, InterruptedException {
        senses.uevents().await(MOMENT).forEach(uevents::happened);
    }

    /** Looks after those who are held; to be repeated a few times a second. */
    public void look() {
        try {
            dismissals.dismissFenced();
            watchman.look();
            fences.look();
        } catch (IOException e) {
            LOG.error("Whether those who are held still wait cannot be told: {}", e.getMessage());
        }
    }

    /** Looks at what no event may have told of; to be repeated every few seconds, and after a group was moved. */
    public void survey() {
        try {
            marks.all();
            overrides.all();
            appeared.settle();
            blindSpots.look();
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
        Optional<LentGroup> lent = lentGroups.find(group);
        if (lent.isEmpty() || !isFree(lent.get()) || !handOver.begin(group)) {
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
        try {
            return fences.raise(group);
        } finally {
            dismissals.dismissFenced();
        }
    }

    /** No group but these is fenced any more. Bus mastering stays off until a driver, or a guest, switches it on. */
    public void fenceOnly(Set<GroupFingerprint> groups) throws IOException {
        fences.keepOnly(groups);
    }

    private boolean isFree(LentGroup lent) {
        try {
            Optional<IommuGroup> group = Optional.empty();
            for (LentGroup.Member member : lent.members()) {
                group = group.isPresent() ? group : bus.groupOf(member.address());
            }
            return group.map(groups.use()::scan)
                    .filter(use -> use.state() == GroupUse.State.FREE)
                    .isPresent();
        } catch (HostFileException notToBeTold) {
            return false;
        }
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
        List<String> unseen = new ArrayList<>();
        Optional.ofNullable(senses.whyBlind()).ifPresent(unseen::add);
        marks.gaps().forEach(path -> unseen.add(path + " cannot be guarded; the log says why."));
        unseen.addAll(blindSpots.seen());
        return new GuardReport(
                policy.policy(), senses.whyBlind() == null, senses.gate().survivor(), unseen);
    }

    /** Nobody waits any more for the host to take what it was let through to. */
    public void closeSoon() {
        closing = true;
    }

    /** Refuses everybody who is held, and holds nobody any more. */
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
