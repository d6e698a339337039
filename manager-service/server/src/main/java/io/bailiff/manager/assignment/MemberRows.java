// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface MemberRows extends Repository<MemberRow, PartKey> {

    MemberRow save(MemberRow row);

    /** Reads the endpoints of several assignments; see {@link FunctionRows#ofAll}. */
    @Query("select m from MemberRow m where m.key.assignmentId in :assignments order by m.key.address")
    List<MemberRow> ofAll(Collection<UUID> assignments);

    Optional<MemberRow> findByLiveFunction(String liveFunction);

    @Modifying(flushAutomatically = true)
    @Query("update MemberRow m set m.liveFunction = null where m.key.assignmentId = :assignment")
    int end(UUID assignment);
}
