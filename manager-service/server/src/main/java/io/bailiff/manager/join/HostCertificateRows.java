// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface HostCertificateRows extends Repository<HostCertificateRow, UUID> {

    HostCertificateRow saveAndFlush(HostCertificateRow row);

    Optional<HostCertificateRow> findBySerial(String serial);

    Optional<HostCertificateRow> findByKeyHash(String keyHash);

    List<HostCertificateRow> findByHostIdAndState(UUID hostId, HostCertificateState state);

    /** Reads a certificate in the given state and epoch, and locks the row for the rest of the transaction. Empty if it has changed. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select c from HostCertificateRow c where c.id = :id and c.state = :state and c.epoch = :epoch")
    List<HostCertificateRow> take(UUID id, HostCertificateState state, long epoch);
}
