// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupOrder;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

@Entity
@Table(name = "group_order")
class OrderRow implements Persistable<OrderKey> {

    @EmbeddedId
    OrderKey key;

    String operationId;

    @Enumerated(EnumType.STRING)
    GroupOrder.Want want;

    boolean watchUse;
    UUID assignmentId;

    @Nullable
    String guest;

    /** As in {@link AllowedUses#column}. */
    @Nullable
    String allowed;

    @SuppressWarnings("NullAway.Init")
    OrderRow() {}

    OrderRow(UUID host, GroupOrder order) {
        key = new OrderKey(host, order.fingerprint().value());
        operationId = order.operationId();
        want = order.want();
        watchUse = order.watchUse();
        assignmentId = UUID.fromString(order.assignmentId());
        guest = order.guest();
        allowed = new AllowedUses(order.allowed()).column();
    }

    @Override
    public OrderKey getId() {
        return key;
    }

    /** Returns true always: a row is saved once, as a new row. {@link OrderRows#replace} changes a stored row in place. */
    @Override
    public boolean isNew() {
        return true;
    }

    GroupOrder order() {
        return new GroupOrder(
                operationId,
                new GroupFingerprint(key.fingerprint()),
                want,
                watchUse,
                assignmentId.toString(),
                guest,
                AllowedUses.ofColumn(allowed).codes());
    }
}
