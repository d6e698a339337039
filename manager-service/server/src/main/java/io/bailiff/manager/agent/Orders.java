// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.tunnel.LibvirtTunnels;
import java.util.Collection;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The desired states of the hosts. Callers place and drop orders in their own transactions. After the commit, the host's parked polls are
 * answered.
 */
@Component
public class Orders {

    /**
     * The pause before an agent's next poll in milliseconds. The manager holds the poll, so an agent with an answer may poll again at once.
     */
    private static final long NEXT_POLL_MILLIS = 0;

    private final OrderRows rows;
    private final RefusalRows refusals;
    private final AnswerStore answers;
    private final HealthAcknowledgementStore acknowledgements;
    private final Hosts hosts;
    private final LibvirtTunnels tunnels;
    private final ApplicationEventPublisher events;

    Orders(
            OrderRows rows,
            RefusalRows refusals,
            AnswerStore answers,
            HealthAcknowledgementStore acknowledgements,
            Hosts hosts,
            LibvirtTunnels tunnels,
            ApplicationEventPublisher events) {
        this.rows = rows;
        this.refusals = refusals;
        this.answers = answers;
        this.acknowledgements = acknowledgements;
        this.hosts = hosts;
        this.tunnels = tunnels;
        this.events = events;
    }

    /** Places an order, or replaces the earlier order for the same group. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void place(UUID host, GroupOrder order) {
        revise(host);
        OrderRow row = new OrderRow(host, order);
        int replaced = rows.replace(
                row.key, row.operationId, row.want, row.watchUse, row.assignmentId, row.guest, row.allowed);
        if (replaced == 0) {
            rows.save(row);
        }
    }

    /** Drops the order for a group: the manager wants nothing of the group any more. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void drop(UUID host, GroupFingerprint group) {
        revise(host);
        rows.drop(new OrderKey(host, group.value()));
    }

    /** Orders the host's agent to refuse a claim. The refusal stands until {@link #settled}. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void refuse(UUID host, UUID hostClaim, String reason) {
        revise(host);
        refusals.save(new RefusalRow(host, hostClaim, reason));
    }

    /** Returns true if the agent has the order to refuse a claim and has not reported the end of the claim yet. */
    @Transactional(readOnly = true)
    public boolean refuses(UUID host, UUID hostClaim) {
        return refusals.existsById(new RefusalKey(host, hostClaim));
    }

    /** Drops the refusals of claims that wait no more. The host gets no new revision: the agent need not learn of a dropped refusal. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void settled(UUID host, Collection<UUID> hostClaims) {
        if (!hostClaims.isEmpty()) {
            refusals.drop(host, hostClaims);
        }
    }

    /**
     * Makes a new revision without a change of the orders. If a report has this revision, the agent has read the host after this call,
     * independent of all clocks.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public long nextRevision(UUID host) {
        long revision = hosts.nextRevision(host);
        events.publishEvent(new OrdersChanged(host));
        return revision;
    }

    /**
     * Registers a single new revision for all changes of the transaction on a host. The revision is made just before the commit, after
     * everything else. The host's row is thus locked last and for a short time. A transaction with several groups of a host does not block
     * other transactions for long.
     */
    private void revise(UUID host) {
        Revision revision = new Revision(hosts, host);
        if (!TransactionSynchronizationManager.getSynchronizations().contains(revision)) {
            TransactionSynchronizationManager.registerSynchronization(revision);
            events.publishEvent(new OrdersChanged(host));
        }
    }

    private record Revision(Hosts hosts, UUID host) implements TransactionSynchronization {

        @Override
        public void beforeCommit(boolean readOnly) {
            hosts.nextRevision(host);
        }
    }

    /** Returns the complete desired state of a host. */
    @Transactional(readOnly = true)
    DesiredState of(UUID host) {
        // Read the revision first: an order placed between the two reads is then delivered twice instead of lost.
        long revision = hosts.get(host).revision();
        return new DesiredState(
                revision,
                rows.ofHost(host).stream().map(OrderRow::order).toList(),
                refusals.ofHost(host).stream().map(RefusalRow::refusal).toList(),
                NEXT_POLL_MILLIS,
                answers.of(host),
                acknowledgements.of(host).stream()
                        .map(HealthAcknowledgement::event)
                        .toList(),
                tunnels.isWanted(host));
    }
}
