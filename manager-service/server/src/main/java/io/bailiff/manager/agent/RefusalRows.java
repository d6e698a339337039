// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface RefusalRows extends Repository<RefusalRow, RefusalKey> {

    RefusalRow save(RefusalRow row);

    boolean existsById(RefusalKey key);

    @Query("select r from RefusalRow r where r.key.hostId = :host order by r.key.hostClaimId")
    List<RefusalRow> ofHost(UUID host);

    @Modifying(flushAutomatically = true)
    @Query("delete from RefusalRow r where r.key.hostId = :host and r.key.hostClaimId in :claims")
    int drop(UUID host, Collection<UUID> claims);
}
