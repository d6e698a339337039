// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface FunctionRows extends Repository<FunctionRow, PartKey> {

    FunctionRow save(FunctionRow row);

    @Query("select f from FunctionRow f where f.key.assignmentId = :assignment order by f.key.address")
    List<FunctionRow> of(UUID assignment);

    /** Reads the functions of several assignments. Not for the steps: Hibernate translates a query with a list anew each time. */
    @Query("select f from FunctionRow f where f.key.assignmentId in :assignments order by f.key.address")
    List<FunctionRow> ofAll(Collection<UUID> assignments);
}
