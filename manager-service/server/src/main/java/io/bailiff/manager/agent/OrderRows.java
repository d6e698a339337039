// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.GroupOrder.Want;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface OrderRows extends Repository<OrderRow, OrderKey> {

    OrderRow save(OrderRow row);

    /** Replaces the order of a group. Returns 0 if the group has no order yet. */
    @Modifying
    @Query("""
            update OrderRow o
               set o.operationId = :operation, o.want = :want, o.watchUse = :watchUse, o.assignmentId = :assignment,
                   o.guest = :guest, o.allowed = :allowed
             where o.key = :key
            """)
    int replace(
            OrderKey key,
            String operation,
            Want want,
            boolean watchUse,
            UUID assignment,
            @Nullable String guest,
            @Nullable String allowed);

    @Query("select o from OrderRow o where o.key.hostId = :host order by o.key.fingerprint")
    List<OrderRow> ofHost(UUID host);

    @Modifying(flushAutomatically = true)
    @Query("delete from OrderRow o where o.key = :key")
    int drop(OrderKey key);
}
