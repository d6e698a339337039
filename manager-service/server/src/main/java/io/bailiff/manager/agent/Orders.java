package io.bailiff.manager.agent;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.manager.host.Hosts;
import java.util.Collection;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What is wanted of the hosts. An order is placed and dropped in the transaction of whoever wants it; when that has ended, the
 * host's agent is told.
 */
@Component
public class Orders {

    /** The poll itself waits; an agent that got an answer may come again at once. */
    private static final long NEXT_POLL_MILLIS = 0;

    private final OrderRows rows;
    private final RefusalRows refusals;
    private final Hosts hosts;
    private final ApplicationEventPublisher events;

    Orders(OrderRows rows, RefusalRows refusals, Hosts hosts, ApplicationEventPublisher events) {
        this.rows = rows;
        this.refusals = refusals;
        this.hosts = hosts;
        this.events = events;
    }

    /** Places an order; an earlier one for the same group is replaced. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void place(UUID host, GroupOrder order) {
        revise(host);
        OrderRow row = new OrderRow(host, order);
        int replaced = rows.replace(row.key, row.operationId, row.want, row.watchUse, row.assignmentId, row.guest);
        if (replaced == 0) {
            rows.save(row);
        }
    }

    /** Drops the order for a group: nothing is wanted of it any more. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void drop(UUID host, GroupFingerprint group) {
        revise(host);
        rows.drop(new OrderKey(host, group.value()));
    }

    /** The host's agent is to refuse a claim, until {@link #settled}. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void refuse(UUID host, UUID hostClaim, String reason) {
        revise(host);
        refusals.save(new RefusalRow(host, hostClaim, reason));
    }

    /** Whether the host's agent has been told to refuse a claim, and has not told of the end of it yet. */
    @Transactional(readOnly = true)
    public boolean refuses(UUID host, UUID hostClaim) {
        return refusals.existsById(new RefusalKey(host, hostClaim));
    }

    /** These claims wait no more. That nothing is to be refused any more is no news for the agent. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void settled(UUID host, Collection<UUID> hostClaims) {
        if (!hostClaims.isEmpty()) {
            refusals.drop(host, hostClaims);
        }
    }

    /**
     * Makes a new revision with nothing new in it. A report whose agent knows it was made after this moment, whatever the
     * clocks say.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public long nextRevision(UUID host) {
        long revision = hosts.nextRevision(host);
        events.publishEvent(new OrdersChanged(host));
        return revision;
    }

    /**
     * One new revision for all that a transaction changes on a host, made when everything else in it is done: the host's row is
     * taken last and not for long, so that who takes several groups of a host stands in nobody's way.
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

    /** All that is wanted of a host. */
    @Transactional(readOnly = true)
    DesiredState of(UUID host) {
        // The revision first: an order that comes between the two reads is then delivered twice, not lost.
        long revision = hosts.get(host).revision();
        return new DesiredState(
                revision,
                rows.ofHost(host).stream().map(OrderRow::order).toList(),
                refusals.ofHost(host).stream().map(RefusalRow::refusal).toList(),
                NEXT_POLL_MILLIS);
    }
}
