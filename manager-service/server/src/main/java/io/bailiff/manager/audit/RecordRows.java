// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface RecordRows extends Repository<RecordRow, Long> {

    List<RecordRow> findByAssignmentIdOrderByIdDesc(UUID assignmentId, Limit limit);

    /** The host is also a part of the order: H2 reads rows in the order of an index only if the whole index is in the order. */
    @Query("select r from RecordRow r where r.aboutHost = :host and r.at <= :at and (r.at < :at or r.id < :before)"
            + " order by r.aboutHost desc, r.at desc, r.id desc")
    List<RecordRow> ofHost(UUID host, Instant at, long before, Limit limit);

    @Query("select count(r) from RecordRow r where r.aboutHost = :host and r.kind = :kind and r.at >= :from")
    int count(UUID host, String kind, Instant from);

    List<RecordRow> findByConflictIdOrderByIdDesc(UUID conflictId, Limit limit);

    @Query("select r from RecordRow r where r.assignmentId = :assignment and r.conflictId is null"
            + " and r.at >= :since and r.at <= :until order by r.id desc")
    List<RecordRow> ofAssignmentAlone(UUID assignment, Instant since, Instant until, Limit limit);
}
