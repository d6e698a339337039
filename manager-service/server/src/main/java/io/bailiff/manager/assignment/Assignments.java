package io.bailiff.manager.assignment;

import static io.bailiff.manager.api.AssignmentState.EVICTED;
import static io.bailiff.manager.api.AssignmentState.EVICTING;
import static io.bailiff.manager.api.AssignmentState.RELEASED;
import static io.bailiff.manager.api.AssignmentState.RELEASING;
import static io.bailiff.manager.api.AssignmentState.REQUESTED;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.problem.Problem;
import io.bailiff.manager.step.Steps;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Who has which group: asking for one, giving it back, having it taken, and looking. */
@Component
public class Assignments {

    private static final int TRIES = 10;

    private final Proposals proposals;
    private final NewAssignments fresh;
    private final AssignmentStore assignmentStore;
    private final AssignmentMoves direction;
    private final EvictionCancellation resumption;
    private final Steps steps;

    Assignments(
            Proposals proposals,
            NewAssignments fresh,
            AssignmentStore assignmentStore,
            AssignmentMoves direction,
            EvictionCancellation resumption,
            Steps steps) {
        this.proposals = proposals;
        this.fresh = fresh;
        this.assignmentStore = assignmentStore;
        this.direction = direction;
        this.resumption = resumption;
        this.steps = steps;
    }

    /**
     * Records an assignment; what it takes is then done in the background.
     *
     * @throws io.bailiff.manager.problem.ProblemException if it cannot be; then nothing has changed
     */
    public Assignment request(LoanRequest request) {
        for (int tries = 1; ; tries++) {
            Proposal proposal = proposals.consider(request);
            requireUnopposed(proposal);
            try {
                UUID id = fresh.open(request, proposal);
                return get(id);
            } catch (DataIntegrityViolationException | ConcurrencyFailureException raced) {
                // Somebody else was first. The next look says who; it may also find that they are gone again.
                if (tries == TRIES) {
                    throw raced;
                }
            }
        }
    }

    private static void requireUnopposed(Proposal proposal) {
        for (Problem refusal : proposal.refusals()) {
            throw refusal.exception();
        }
        if (!proposal.consentGiven()) {
            List<PciAddress> siblings =
                    proposal.siblings().stream().map(FunctionReport::address).toList();
            throw LoanProblems.consentNeeded(proposal.group(), siblings).exception();
        }
    }

    /** Has the guest asked for the group, and the group given back. Asking for what is under way, or over, changes nothing. */
    public Assignment release(UUID id, Requester requester) {
        for (int tries = 1; tries <= TRIES; tries++) {
            Assignment seen = get(id);
            String reason = "Given back by " + requester.actor();
            Entry entry = new Entry("release-requested", requester.actor(), reason);
            boolean changed = false;
            switch (seen.state()) {
                case REQUESTED, DETACHING, ATTACHING, ACTIVE ->
                    changed = direction.release(seen, Transition.RELEASE, RELEASED, reason, entry);
                case EVICTING -> {
                    if (seen.progress().interrupted() == RELEASING) {
                        return seen;
                    }
                    changed = resumption.toRelease(seen, reason, entry);
                }
                case RELEASING, REATTACHING, RELEASED, FAILED, EVICTED -> {
                    return seen;
                }
            }
            if (changed) {
                steps.wake(AssignmentStepper.KIND, id);
                return get(id);
            }
        }
        throw new IllegalStateException("Assignment " + id + " was moved by others " + TRIES + " times in a row");
    }

    /**
     * The host wants the group back: from now on a conflict deals with the guest. Part of the transaction that opens the conflict.
     *
     * @return whether the assignment was still as seen
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean evict(Assignment seen, String actor, String reason) {
        return direction.release(seen, Transition.EVICT, EVICTED, reason, new Entry("eviction-begins", actor, reason));
    }

    /**
     * Nobody on the host wants the group any more: the assignment goes on where it was. Part of the transaction
     * that ends the conflict.
     *
     * @param askedRun the run of the guest that has been asked to let go, or null if none has
     * @return whether the assignment was still as seen
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean resume(Assignment seen, @Nullable String askedRun) {
        steps.wake(AssignmentStepper.KIND, seen.id());
        return resumption.resume(seen, askedRun);
    }

    /**
     * Returns true if an assignment is as it was seen; then it stays so for the rest of the transaction. What an operator is told
     * about a conflict may depend on its assignment.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean keep(Assignment seen) {
        return assignmentStore.keep(seen);
    }

    /**
     * Fences the group of a guest that cannot be ended. Part of the transaction that writes so.
     *
     * @return whether the assignment was still as seen, and EVICTING: a group that the guest has released is not fenced
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean fence(Assignment seen) {
        if (seen.state() != EVICTING) {
            return false;
        }
        steps.wake(AssignmentStepper.KIND, seen.id());
        return direction.fence(seen);
    }

    /** Somebody has repaired the host. Part of the transaction that writes so; whether the assignment was still as seen. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean unfence(Assignment seen) {
        steps.wake(AssignmentStepper.KIND, seen.id());
        return direction.unfence(seen);
    }

    /** Has an assignment looked at soon. */
    public void wake(UUID id) {
        steps.wake(AssignmentStepper.KIND, id);
    }

    /** The assignment with this id; 404 if there is none. */
    public Assignment get(UUID id) {
        return assignmentStore
                .find(id)
                .orElseThrow(() -> Fields.unknown("assignment", id.toString()).exception());
    }

    /** The live assignment of a group. */
    public Optional<Assignment> liveOf(UUID host, GroupFingerprint group) {
        return assignmentStore.liveOf(host, group);
    }

    /** The live assignment of the group that has this endpoint. */
    public Optional<Assignment> liveWith(UUID host, PciAddress address) {
        return assignmentStore.liveWith(host, address);
    }

    /** The live assignments of a host. */
    public List<Assignment> liveOn(UUID host) {
        return assignmentStore.liveOn(host);
    }

    /** The other live assignments of the guest of this one, on its host. */
    public List<Assignment> besides(Assignment one) {
        return assignmentStore.liveIdsOfGuest(one.host(), one.guest()).stream()
                .filter(other -> !other.equals(one.id()))
                .map(this::get)
                .toList();
    }

    /** All that there ever were, the oldest first. */
    public List<Assignment> all() {
        return assignmentStore.all();
    }
}
