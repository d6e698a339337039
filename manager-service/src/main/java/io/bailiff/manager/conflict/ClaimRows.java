package io.bailiff.manager.conflict;

import java.util.List;
import java.util.UUID;
import org.springframework.data.repository.Repository;

interface ClaimRows extends Repository<ClaimRow, UUID> {

    ClaimRow save(ClaimRow row);

    List<ClaimRow> findByConflictIdOrderByMadeAt(UUID conflictId);
}
