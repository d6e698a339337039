// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.outdated;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.manager.agent.Orders;
import io.bailiff.manager.api.DifferenceAnswer;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.assignment.RecordCorrections;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.host.OutdatedHosts;
import io.bailiff.manager.host.OutdatedHosts.Outdated;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Carries out the answers to differences, and ends the outdated record of a host without differences. */
@Component
class Answers {

    private final OutdatedHosts outdated;
    private final Differences differences;
    private final RecordCorrections corrections;
    private final Assignments assignments;
    private final Orders orders;
    private final Timeline timeline;
    private final TransactionTemplate transactions;

    Answers(
            OutdatedHosts outdated,
            Differences differences,
            RecordCorrections corrections,
            Assignments assignments,
            Orders orders,
            Timeline timeline,
            TransactionTemplate transactions) {
        this.outdated = outdated;
        this.differences = differences;
        this.corrections = corrections;
        this.assignments = assignments;
        this.orders = orders;
        this.timeline = timeline;
        this.transactions = transactions;
    }

    /**
     * An answer to a difference.
     *
     * @param loan the guest and the functions of a loan of the host; used for ADOPT and RETURN only
     */
    record Answer(DifferenceAnswer answer, Optional<RecordCorrections.Loan> loan, Requester requester, String reason) {}

    /**
     * Carries out an answer: corrects the record, and changes nothing on the host.
     *
     * @return false if the difference was changed or answered meanwhile
     */
    boolean take(Outdated seen, GroupFingerprint group, Answer answer) {
        boolean taken = Boolean.TRUE.equals(transactions.execute(transaction -> {
            Optional<Difference> difference = outdated.answer(seen) ? find(seen.host(), group) : Optional.empty();
            boolean possible = difference
                    .filter(found -> found.answers().contains(answer.answer()))
                    .filter(found -> carriedOut(seen, found, answer))
                    .isPresent();
            if (!possible) {
                transaction.setRollbackOnly();
            }
            return possible;
        }));
        if (taken) {
            settle(seen.host());
        }
        return taken;
    }

    private Optional<Difference> find(UUID host, GroupFingerprint group) {
        return differences.of(host).orElse(List.of()).stream()
                .filter(found -> found.group().equals(group))
                .findFirst();
    }

    private boolean carriedOut(Outdated seen, Difference difference, Answer answer) {
        UUID host = seen.host();
        String why = answer.requester().actor() + ": " + answer.reason();
        Assignment recorded = difference.recorded();
        boolean changed = switch (answer.answer()) {
            case KEEP -> {
                outdated.keep(host, Objects.requireNonNull(recorded).id());
                yield true;
            }
            case END -> corrections.end(Objects.requireNonNull(recorded), why);
            case ADOPT, RETURN ->
                (recorded == null || corrections.end(recorded, why)) && adopted(host, difference, answer, why);
        };
        if (changed) {
            timeline.add(
                    host,
                    "difference-answered",
                    answer.requester().actor(),
                    "Group " + difference.group() + ": " + answer.answer() + " (" + answer.reason() + ")");
        }
        return changed;
    }

    private boolean adopted(UUID host, Difference difference, Answer answer, String why) {
        corrections.adopt(
                host,
                Objects.requireNonNull(difference.onHost()),
                Objects.requireNonNull(difference.reported()),
                answer.loan().orElseThrow(),
                answer.requester(),
                why);
        return true;
    }

    /** Ends an adopted loan: the guest is asked to release the functions as soon as the host gets steps again. */
    void giveBack(UUID assignment, Requester requester) {
        assignments.release(assignment, requester);
    }

    /** Ends the outdated record of a host if the agent has reported and no difference is left. */
    void settle(UUID host) {
        transactions.executeWithoutResult(transaction -> {
            Optional<Outdated> seen = outdated.of(host);
            if (seen.isPresent()
                    && differences.of(host).filter(List::isEmpty).isPresent()
                    && outdated.end(seen.get())) {
                corrections.renumber(host);
                orders.nextRevision(host);
            }
        });
    }
}
