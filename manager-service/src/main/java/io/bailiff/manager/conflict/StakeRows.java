package io.bailiff.manager.conflict;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface StakeRows extends Repository<StakeRow, StakeKey> {

    StakeRow save(StakeRow row);

    @Query("select s from StakeRow s where s.key.claimId in :claims order by s.key.fingerprint")
    List<StakeRow> of(Collection<UUID> claims);
}
