package io.bailiff.manager.host;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

@Entity
@DynamicUpdate
@Table(name = "host")
class HostRow implements Persistable<UUID> {

    @Id
    UUID id;

    String name;
    String machineId;
    String credentialHash;

    @Nullable
    String libvirtUri;

    long revision;
    Instant enrolledAt;

    @Nullable
    Instant lastSeenAt;

    /** An operator's reason to cordon the host, if one has. Changed by {@link HostRows#cordon} and {@code uncordon} only. */
    @Nullable
    String cordonedWhy;

    @SuppressWarnings("NullAway.Init")
    HostRow() {}

    @Override
    public UUID getId() {
        return id;
    }

    /** Rows are saved once, when they are new; after that they are changed in place. */
    @Override
    public boolean isNew() {
        return true;
    }
}
