// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

interface HostRows extends Repository<HostRow, UUID> {

    HostRow saveAndFlush(HostRow row);

    Optional<HostRow> findById(UUID id);

    Optional<HostRow> findByLiveName(String liveName);

    List<HostRow> findByRemovedAtIsNullOrderByName();

    @Query("select count(h) from HostRow h where h.id = :id and h.removedAt is not null")
    long countRemoved(UUID id);

    /** Takes a host out of the fleet. Returns 0 if another transaction has done so before. */
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("update HostRow h set h.liveName = null, h.removedAt = :at where h.id = :id and h.removedAt is null")
    int remove(UUID id, Instant at);

    List<HostRow> findByLiveNameGreaterThanOrderByLiveName(String liveName, Limit limit);

    List<HostRow> findByIdIn(Collection<UUID> ids);

    /** Reads the hosts with an operator's cordon. Past the loaded entities, like {@link #cordonedWhy}. */
    @Query("select new io.bailiff.manager.host.HostRows$Cordoned(h.id, h.cordonedWhy) from HostRow h"
            + " where h.id in :ids and h.cordonedWhy is not null")
    List<Cordoned> cordoned(Collection<UUID> ids);

    /** A host with an operator's cordon. */
    record Cordoned(UUID host, String why) {}

    @Modifying(flushAutomatically = true)
    @Query("update HostRow h set h.revision = h.revision + 1 where h.id = :id")
    int bumpRevision(UUID id);

    /** Reads the revision past the loaded entities: another transaction may have made a revision since an entity was read. */
    @Query("select h.revision from HostRow h where h.id = :id")
    long revision(UUID id);

    /** Locks the host's row: no other transaction can change the host until this transaction ends. Returns 0 if the host does not exist. */
    @Modifying(flushAutomatically = true)
    @Query("update HostRow h set h.cordonedWhy = h.cordonedWhy where h.id = :id")
    int take(UUID id);

    /** The same for a host of the fleet. Returns 0 if the host was removed. */
    @Modifying(flushAutomatically = true)
    @Query("update HostRow h set h.cordonedWhy = h.cordonedWhy where h.id = :id and h.removedAt is null")
    int keep(UUID id);

    @Query("select h.name from HostRow h where h.id = :id")
    String name(UUID id);

    /** Returns the operator's reason, past the loaded entities: another transaction may have cordoned the host since an entity was read. */
    @Query("select h.cordonedWhy from HostRow h where h.id = :id and h.cordonedWhy is not null")
    Optional<String> cordonedWhy(UUID id);

    @Modifying(flushAutomatically = true)
    @Query("update HostRow h set h.cordonedWhy = :why where h.id = :id and h.cordonedWhy is null")
    int cordon(UUID id, String why);

    @Modifying(flushAutomatically = true)
    @Query("update HostRow h set h.cordonedWhy = null where h.id = :id and h.cordonedWhy is not null")
    int uncordon(UUID id);

    @Transactional
    @Modifying
    @Query("update HostRow h set h.lastSeenAt = :at where h.id = :id")
    int seen(UUID id, Instant at);
}
