package io.bailiff.manager.host;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

interface HostRows extends Repository<HostRow, UUID> {

    HostRow saveAndFlush(HostRow row);

    Optional<HostRow> findById(UUID id);

    Optional<HostRow> findByName(String name);

    Optional<HostRow> findByCredentialHash(String credentialHash);

    List<HostRow> findAllByOrderByName();

    @Modifying(flushAutomatically = true)
    @Query("update HostRow h set h.revision = h.revision + 1 where h.id = :id")
    int bumpRevision(UUID id);

    /** Past the entities: another may have counted since one was read. */
    @Query("select h.revision from HostRow h where h.id = :id")
    long revision(UUID id);

    @Transactional
    @Modifying
    @Query("update HostRow h set h.lastSeenAt = :at where h.id = :id")
    int seen(UUID id, Instant at);
}
