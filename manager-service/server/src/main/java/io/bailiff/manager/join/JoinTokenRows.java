// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface JoinTokenRows extends Repository<JoinTokenRow, UUID> {

    JoinTokenRow saveAndFlush(JoinTokenRow row);

    Optional<JoinTokenRow> findById(UUID id);

    Optional<JoinTokenRow> findBySecretHash(String secretHash);

    /** Reads a token in the given state and epoch, and locks the row for the rest of the transaction. Empty if the token has changed. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select t from JoinTokenRow t where t.id = :id and t.state = :state and t.epoch = :epoch")
    List<JoinTokenRow> take(UUID id, JoinTokenState state, long epoch);
}
