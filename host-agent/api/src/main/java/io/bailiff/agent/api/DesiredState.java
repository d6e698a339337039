// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the manager wants of a host. The state is complete and not a queue of commands: a lost reply costs nothing,
 * because the next reply has the same orders.
 *
 * @param revision grows with every change; the agent rejects a revision lower than the highest accepted revision
 * @param orders the orders, at most one per group
 * @param refusals claims for the agent to refuse
 * @param nextPollMillis the pause before the agent's next request, in milliseconds
 * @param answers the operators' answers to the host's unknowns; empty from an older manager
 * @param acknowledgedHealth the ids of the health events that operators have acknowledged; empty from an older manager
 * @param libvirtWanted true if the agent shall open streams to the host's libvirt; false from an older manager
 */
public record DesiredState(
        long revision,
        List<GroupOrder> orders,
        List<ClaimRefusal> refusals,
        long nextPollMillis,
        List<UnknownAnswer> answers,
        List<String> acknowledgedHealth,
        Boolean libvirtWanted) {

    /**
     * The header of an answer without a state that says {@link #libvirtWanted}, as {@code true} or {@code false}: the manager has no orders
     * for the host now, but has to see the host's guests.
     */
    public static final String LIBVIRT_HEADER = "Bailiff-Libvirt-Wanted";

    public DesiredState {
        orders = List.copyOf(orders);
        refusals = List.copyOf(refusals);
        answers = orEmpty(answers);
        acknowledgedHealth = orEmpty(acknowledgedHealth);
        libvirtWanted = Boolean.TRUE.equals(libvirtWanted);
    }

    /** A state that wants no streams to libvirt. */
    public DesiredState(
            long revision,
            List<GroupOrder> orders,
            List<ClaimRefusal> refusals,
            long nextPollMillis,
            List<UnknownAnswer> answers,
            List<String> acknowledgedHealth) {
        this(revision, orders, refusals, nextPollMillis, answers, acknowledgedHealth, false);
    }

    /** A state without acknowledged health events. */
    public DesiredState(
            long revision,
            List<GroupOrder> orders,
            List<ClaimRefusal> refusals,
            long nextPollMillis,
            List<UnknownAnswer> answers) {
        this(revision, orders, refusals, nextPollMillis, answers, List.of());
    }

    /** A state without answers to unknowns and acknowledged health events. */
    public DesiredState(long revision, List<GroupOrder> orders, List<ClaimRefusal> refusals, long nextPollMillis) {
        this(revision, orders, refusals, nextPollMillis, List.of());
    }

    private static <T> List<T> orEmpty(@Nullable List<T> values) {
        return values == null ? List.of() : List.copyOf(values);
    }
}
