// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.claim;

import io.bailiff.agent.api.GroupFingerprint;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

@Entity
@Table(name = "claim_group")
class ClaimedGroupRow implements Persistable<ClaimedGroupKey> {

    @EmbeddedId
    ClaimedGroupKey key;

    @Nullable
    UUID conflictId;

    @SuppressWarnings("NullAway.Init")
    ClaimedGroupRow() {}

    ClaimedGroupRow(UUID claim, GroupFingerprint group, @Nullable UUID conflict) {
        key = new ClaimedGroupKey(claim, group.value());
        conflictId = conflict;
    }

    @Override
    public ClaimedGroupKey getId() {
        return key;
    }

    /** Returns true in all cases: a row is saved only when new, and later changed in place. */
    @Override
    public boolean isNew() {
        return true;
    }

    Claim.OnGroup onGroup() {
        return new Claim.OnGroup(new GroupFingerprint(key.fingerprint()), conflictId);
    }
}
