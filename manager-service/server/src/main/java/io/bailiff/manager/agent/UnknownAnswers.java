// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Printable;
import io.bailiff.agent.api.UnknownAnswer;
import io.bailiff.manager.audit.Timeline;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The operators' answers to the unknowns of the hosts. Each change makes a new revision of the host's desired state. The revision locks the
 * host's row first, so changes of the same host happen in sequence.
 */
@Component
public class UnknownAnswers {

    private static final int LONGEST_TEXT = 1000;
    private static final int LONGEST_LIST = 1000;

    private final AnswerStore store;
    private final Orders orders;
    private final Timeline timeline;

    UnknownAnswers(AnswerStore store, Orders orders, Timeline timeline) {
        this.store = store;
        this.orders = orders;
        this.timeline = timeline;
    }

    /** Returns the answers that operators have given through the manager to the unknowns of a host. */
    @Transactional(readOnly = true)
    public List<UnknownAnswer> of(UUID host) {
        return store.of(host);
    }

    /**
     * Stores an answer in place of an earlier answer to the same unknown.
     *
     * @param actor the operator, as in the record
     */
    @Transactional
    public void answer(UUID host, UnknownAnswer answer, String actor) {
        orders.nextRevision(host);
        store.put(host, answer);
        timeline.add(
                host,
                "unknown-answered",
                actor,
                "Unknown " + answer.id() + " is about " + functions(answer) + ": "
                        + Printable.text(answer.text(), LONGEST_TEXT));
    }

    /**
     * Withdraws an answer. Returns false if there is no answer to the unknown; then nothing has changed.
     *
     * @param actor the operator, as in the record
     */
    @Transactional
    public boolean withdraw(UUID host, String unknown, String actor) {
        if (store.of(host).stream().noneMatch(answer -> answer.id().equals(unknown))) {
            return false;
        }
        orders.nextRevision(host);
        boolean removed = store.remove(host, unknown);
        if (removed) {
            timeline.add(host, "unknown-answer-withdrawn", actor, "The answer to unknown " + unknown + " is withdrawn");
        }
        return removed;
    }

    private static String functions(UnknownAnswer answer) {
        return answer.noFunction()
                ? "no PCI function"
                : Printable.text(
                        answer.functions().stream().map(PciAddress::toString).collect(Collectors.joining(", ")),
                        LONGEST_LIST);
    }
}
