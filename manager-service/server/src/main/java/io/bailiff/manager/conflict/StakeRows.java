package io.bailiff.manager.conflict;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface StakeRows extends Repository<StakeRow, StakeKey> {

    StakeRow save(StakeRow row);

    @Query("select s from StakeRow s where s.key.claimId = :claim order by s.key.fingerprint")
    List<StakeRow> of(UUID claim);

    Optional<StakeRow> findById(StakeKey key);

    /** Those of many. Hibernate translates a query with a list anew each time: not for what a step reads. */
    @Query("select s from StakeRow s where s.key.claimId in :claims order by s.key.fingerprint")
    List<StakeRow> ofAll(Collection<UUID> claims);
}
