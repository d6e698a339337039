// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface RecordRows extends Repository<RecordRow, Long> {

    List<RecordRow> findByAssignmentIdOrderById(UUID assignmentId);

    @Query("select r from RecordRow r where r.hostId = :host and r.assignmentId is null and r.conflictId is null"
            + " order by r.id desc")
    List<RecordRow> ofHost(UUID host, Limit limit);

    @Query("select count(r) from RecordRow r where r.hostId = :host and r.assignmentId is null and r.conflictId is null"
            + " and r.kind = :kind and r.at >= :from")
    int count(UUID host, String kind, Instant from);

    @Query("select r from RecordRow r where r.conflictId = :conflict"
            + " or (r.conflictId is null and r.assignmentId = :assignment and r.at >= :since and r.at <= :until)"
            + " order by r.id")
    List<RecordRow> ofConflict(UUID conflict, UUID assignment, Instant since, Instant until);
}
