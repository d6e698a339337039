// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Printable;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.step.Steps;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Corrects the record of a host whose record is an older copy, by an operator's answer. Nothing is changed on the host: the host gets no
 * orders meanwhile.
 */
@Component
public class RecordCorrections {

    /**
     * The number of operations by which the ids of a host's operations go on. The agent may have carried out operations that the record does
     * not know, and carries out each id once.
     */
    private static final int SKIPPED_OPERATIONS = 1000;

    private final AssignmentStore assignmentStore;
    private final AssignmentMoves moves;
    private final Inventories inventories;
    private final Steps steps;
    private final Clock clock;

    RecordCorrections(
            AssignmentStore assignmentStore, AssignmentMoves moves, Inventories inventories, Steps steps, Clock clock) {
        this.assignmentStore = assignmentStore;
        this.moves = moves;
        this.inventories = inventories;
        this.steps = steps;
        this.clock = clock;
    }

    /**
     * The guest of a loan, and the functions that the guest has.
     *
     * @param guest the UUID of the guest
     */
    public record Loan(UUID guest, String guestName, List<PciAddress> functions) {

        public Loan {
            functions = List.copyOf(functions);
        }
    }

    /**
     * Records a loan that the host has and the record lacks, as an active assignment with the id that the agent knows.
     *
     * @param id the id in the agent's journal of the group
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void adopt(UUID host, UUID id, IommuGroupReport group, Loan loan, Requester requester, String why) {
        List<Member> endpoints = group.members().stream()
                .filter(member -> member.kind() == FunctionKind.ENDPOINT)
                .map(Member::of)
                // The agent's journal has the host drivers; a report shows the vfio drivers.
                .map(member -> new Member(member.address(), null, member.ids(), member.model()))
                .toList();
        AssignmentRow row = row(host, id, group, loan, requester);
        moves.order(row, Want.DETACHED, false);
        String functions = loan.functions().stream().map(PciAddress::toString).collect(Collectors.joining(", "));
        Entry entry = new Entry(
                "assignment-adopted",
                requester.actor(),
                Printable.name(loan.guestName()) + " has " + functions
                        + " from a time that the restored record does not know (" + why + ")");
        assignmentStore.open(row, loan.functions(), endpoints, entry);
        assignmentStore.given(id);
        steps.begin(AssignmentStepper.KIND, id);
    }

    private AssignmentRow row(UUID host, UUID id, IommuGroupReport group, Loan loan, Requester requester) {
        AssignmentRow row = new AssignmentRow();
        row.id = id;
        row.hostId = host;
        row.fingerprint = group.fingerprint().value();
        row.liveGroup = AssignmentRow.liveGroup(host, group.fingerprint());
        row.guestUuid = loan.guest();
        row.guestName = loan.guestName();
        row.state = AssignmentState.ACTIVE;
        row.requestedAt = clock.instant();
        row.stateSince = row.requestedAt;
        row.requestedBy = requester.by();
        row.remoteAddress = requester.remoteAddress();
        row.operations = SKIPPED_OPERATIONS;
        row.bootId = inventories
                .latest(host)
                .orElseThrow(() -> new IllegalStateException("Host " + host + " has not reported"))
                .report()
                .bootId();
        return row;
    }

    /**
     * Records the end of an assignment that the host does not have.
     *
     * @return false if the assignment was changed meanwhile
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean end(Assignment seen, String why) {
        return assignmentStore.move(
                seen,
                Transition.END_BY_ANSWER,
                row -> {
                    row.endInterruption();
                    row.ending = AssignmentState.RELEASED;
                    row.reason = AssignmentMoves.shortened(why);
                },
                Entry.own(
                        "assignment-ended-by-answer",
                        "The assignment has ended at a time that the restored record does not know (" + why + ")"));
    }

    /** Gives the operations of a host new ids from now on. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void renumber(UUID host) {
        for (Assignment live : assignmentStore.liveOn(host)) {
            boolean changed = assignmentStore.note(live, row -> row.operations += SKIPPED_OPERATIONS);
            if (!changed) {
                throw new IllegalStateException(
                        "Assignment " + live.id() + " was changed by a step of an outdated host");
            }
        }
    }
}
