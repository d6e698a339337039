// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.Printable;
import io.bailiff.agent.api.Refusal;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.UnguardedLoans.Permission;
import io.bailiff.manager.step.Steps;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.IdGenerator;

/** Records new assignments, and schedules the first step of each. */
@Component
class NewAssignments {

    private final AssignmentStore assignmentStore;
    private final Steps steps;
    private final Hosts hosts;
    private final TransactionTemplate transactions;
    private final IdGenerator ids;
    private final Clock clock;

    NewAssignments(
            AssignmentStore assignmentStore,
            Steps steps,
            Hosts hosts,
            TransactionTemplate transactions,
            IdGenerator ids,
            Clock clock) {
        this.assignmentStore = assignmentStore;
        this.steps = steps;
        this.hosts = hosts;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Records an assignment.
     *
     * @return the assignment's id
     * @throws io.bailiff.manager.problem.ProblemException 422 if the host was removed meanwhile
     * @throws org.springframework.dao.DataIntegrityViolationException if the group, or a member of the group, has a live assignment
     */
    UUID open(LoanRequest request, Proposal proposal) {
        AssignmentRow row = row(request, proposal);
        List<Member> endpoints = proposal.endpoints().stream().map(Member::of).toList();
        Entry entry =
                new Entry("assignment-requested", request.requester().actor(), requested(request, proposal, endpoints));
        transactions.executeWithoutResult(transaction -> {
            assignmentStore.open(row, request.functions(), endpoints, entry);
            steps.begin(AssignmentStepper.KIND, row.id);
            if (!hosts.keep(row.hostId)) {
                throw LoanProblems.unknownHost(request.host()).exception();
            }
        });
        return row.id;
    }

    private static String requested(LoanRequest request, Proposal proposal, List<Member> endpoints) {
        Predicate<Member> wanted = member -> request.functions().contains(member.address());
        List<Member> siblings = endpoints.stream().filter(wanted.negate()).toList();
        return Printable.name(proposal.guest().name()) + " is to get "
                + Member.named(endpoints.stream().filter(wanted).toList()) + " of "
                + proposal.host().name()
                + (siblings.isEmpty() ? "" : ". By consent, the host also loses " + Member.named(siblings))
                + (request.allowed().codes().isEmpty()
                        ? ""
                        : ". Allowed by the request: "
                                + request.allowed().sorted().stream()
                                        .map(Refusal.Code::name)
                                        .collect(Collectors.joining(", ")))
                + unguarded(proposal.unguarded());
    }

    private static String unguarded(@Nullable Permission permission) {
        return permission == null
                ? ""
                : ". The guard of the host does not work; " + permission.by() + " has allowed such assignments: "
                        + permission.reason();
    }

    private AssignmentRow row(LoanRequest request, Proposal proposal) {
        AssignmentRow row = new AssignmentRow();
        row.id = ids.generateId();
        row.hostId = proposal.host().id();
        row.fingerprint = proposal.group().fingerprint().value();
        row.liveGroup = AssignmentRow.liveGroup(row.hostId, proposal.group().fingerprint());
        row.guestUuid = proposal.guest().uuid();
        row.guestName = proposal.guest().name();
        row.state = AssignmentState.REQUESTED;
        row.requestedAt = clock.instant();
        row.stateSince = row.requestedAt;
        row.requestedBy = request.requester().by();
        row.allowed = request.allowed().column();
        row.remoteAddress = request.requester().remoteAddress();
        return row;
    }
}
