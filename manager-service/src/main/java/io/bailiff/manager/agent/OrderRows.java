package io.bailiff.manager.agent;

import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface OrderRows extends Repository<OrderRow, OrderKey> {

    OrderRow save(OrderRow row);

    @Query("select o from OrderRow o where o.key.hostId = :host order by o.key.fingerprint")
    List<OrderRow> ofHost(UUID host);

    @Modifying(flushAutomatically = true)
    @Query("delete from OrderRow o where o.key = :key")
    int drop(OrderKey key);
}
