package io.bailiff.manager.conflict;

import io.bailiff.agent.api.GroupFingerprint;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "claim_group")
class StakeRow {

    @EmbeddedId
    StakeKey key;

    @Nullable
    UUID conflictId;

    @SuppressWarnings("NullAway.Init")
    StakeRow() {}

    StakeRow(UUID claim, GroupFingerprint group, @Nullable UUID conflict) {
        key = new StakeKey(claim, group.value());
        conflictId = conflict;
    }

    Claim.Stake stake() {
        return new Claim.Stake(new GroupFingerprint(key.fingerprint()), conflictId);
    }
}
