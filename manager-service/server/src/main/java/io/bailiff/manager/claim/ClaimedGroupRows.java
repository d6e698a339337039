// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.claim;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface ClaimedGroupRows extends Repository<ClaimedGroupRow, ClaimedGroupKey> {

    ClaimedGroupRow save(ClaimedGroupRow row);

    @Query("select s from ClaimedGroupRow s where s.key.claimId = :claim order by s.key.fingerprint")
    List<ClaimedGroupRow> of(UUID claim);

    Optional<ClaimedGroupRow> findById(ClaimedGroupKey key);

    /** Reads the groups of several claims. Not for the steps: Hibernate translates a query with a list anew each time. */
    @Query("select s from ClaimedGroupRow s where s.key.claimId in :claims order by s.key.fingerprint")
    List<ClaimedGroupRow> ofAll(Collection<UUID> claims);
}
