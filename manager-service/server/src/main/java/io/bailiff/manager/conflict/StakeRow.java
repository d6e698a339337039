package io.bailiff.manager.conflict;

import io.bailiff.agent.api.GroupFingerprint;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

@Entity
@Table(name = "claim_group")
class StakeRow implements Persistable<StakeKey> {

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

    @Override
    public StakeKey getId() {
        return key;
    }

    /** Rows are saved once, when they are new; after that they are changed in place. */
    @Override
    public boolean isNew() {
        return true;
    }

    Claim.Stake stake() {
        return new Claim.Stake(new GroupFingerprint(key.fingerprint()), conflictId);
    }
}
