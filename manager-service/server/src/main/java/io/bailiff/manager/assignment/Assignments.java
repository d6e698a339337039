// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import static io.bailiff.manager.api.AssignmentState.EVICTED;
import static io.bailiff.manager.api.AssignmentState.EVICTING;
import static io.bailiff.manager.api.AssignmentState.RELEASED;
import static io.bailiff.manager.api.AssignmentState.RELEASING;
import static io.bailiff.manager.api.AssignmentState.REQUESTED;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.api.AssignmentState;
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

/** The assignments as other packages use them: requests, releases, evictions, fences and queries. */
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
     * Records an assignment. Its steps then run in the background. Tries up to ten times if other requests for the group come first.
     *
     * @throws io.bailiff.manager.problem.ProblemException if the loan is rejected, or lacks consent; then nothing has changed
     */
    public Assignment request(LoanRequest request) {
        for (int tries = 1; ; tries++) {
            Proposal proposal = proposals.consider(request);
            requireUnopposed(proposal);
            try {
                UUID id = fresh.open(request, proposal);
                return get(id);
            } catch (DataIntegrityViolationException | ConcurrencyFailureException raced) {
                // Another request was first. The next attempt names its assignment, or succeeds if that assignment has
                // ended by then.
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

    /**
     * Asks the guest to release the group, and has the group reattached afterwards. A second request, or a request for an ended assignment,
     * changes nothing. During an eviction the request takes effect if the eviction is cancelled.
     */
    public Assignment release(UUID id, Requester requester) {
        for (int tries = 1; tries <= TRIES; tries++) {
            Assignment seen = get(id);
            String reason = "Release requested by " + requester.actor();
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
                case RELEASING, REATTACHING, RELEASED, FAILED, EVICTED, LOST -> {
                    return seen;
                }
            }
            if (changed) {
                steps.wake(AssignmentStepper.KIND, id);
                return get(id);
            }
        }
        throw new IllegalStateException(
                "Assignment " + id + " changed " + TRIES + " times in a row between a read and a write");
    }

    /**
     * Begins to take the group back for the host: from now on a conflict deals with the guest. Part of the transaction that opens the
     * conflict. The conflict's first timeline entry is also the assignment's entry of this change.
     *
     * @return true if the assignment was still as read
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean evict(Assignment seen, String reason) {
        return direction.release(seen, Transition.EVICT, EVICTED, reason);
    }

    /**
     * Resumes the assignment after a conflict that leaves the group to the guest. The assignment continues from its state before the
     * eviction; the guest gets back functions released meanwhile. Part of the transaction that ends the conflict.
     *
     * @param askedInstance the domain instance of the guest that was asked to release the group, or null if none was asked
     * @return true if the assignment was still as read
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean resume(Assignment seen, @Nullable String askedInstance) {
        steps.wake(AssignmentStepper.KIND, seen.id());
        return resumption.resume(seen, askedInstance);
    }

    /**
     * Locks an assignment and returns true if the row is as read. The row then stays unchanged until the end of the transaction. Used for a
     * change of a conflict, if an operator's answer depends on the state of the assignment.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean keep(Assignment seen) {
        return assignmentStore.keep(seen);
    }

    /**
     * Fences the group of a guest whose process cannot be ended. Part of the transaction that records the fence.
     *
     * @return true if the assignment was still as read, and EVICTING: a group that the guest has released is not fenced
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean fence(Assignment seen) {
        if (seen.state() != EVICTING) {
            return false;
        }
        steps.wake(AssignmentStepper.KIND, seen.id());
        return direction.fence(seen);
    }

    /**
     * Ends the fence of a group after an operator has repaired the host. Part of the transaction that records the repair.
     *
     * @return true if the assignment was still as read
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean unfence(Assignment seen) {
        steps.wake(AssignmentStepper.KIND, seen.id());
        return direction.unfence(seen);
    }

    /**
     * Ends an assignment whose host is removed from the fleet by force. Nothing is done on the host. Part of the transaction that removes
     * the host.
     *
     * @return true if the assignment was still as read
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean lose(Assignment seen, String actor, String reason) {
        return assignmentStore.move(
                seen,
                Transition.LOSE,
                row -> {
                    row.ending = AssignmentState.LOST;
                    row.reason = AssignmentMoves.shortened(reason);
                },
                new Entry("assignment-lost", actor, reason));
    }

    /** Has the next step of an assignment executed soon, after the current transaction. */
    public void wake(UUID id) {
        steps.wake(AssignmentStepper.KIND, id);
    }

    /** Returns the assignment with the given id; 404 if there is no such assignment. */
    public Assignment get(UUID id) {
        return assignmentStore
                .find(id)
                .orElseThrow(() -> Fields.unknown("assignment", id.toString()).exception());
    }

    /** Returns true if an assignment with the id is recorded, live or ended. */
    public boolean exists(UUID id) {
        return assignmentStore.find(id).isPresent();
    }

    /** Returns the live assignment of a group. */
    public Optional<Assignment> liveOf(UUID host, GroupFingerprint group) {
        return assignmentStore.liveOf(host, group);
    }

    /** Returns the live assignment of the group with this endpoint. */
    public Optional<Assignment> liveWith(UUID host, PciAddress address) {
        return assignmentStore.liveWith(host, address);
    }

    /** Returns the live assignments of a host. */
    public List<Assignment> liveOn(UUID host) {
        return assignmentStore.liveOn(host);
    }

    /** Returns the live assignments of a guest on a host. */
    public List<Assignment> liveOfGuest(UUID host, UUID guest) {
        return assignmentStore.liveIdsOfGuest(host, guest).stream()
                .map(this::get)
                .toList();
    }
}
