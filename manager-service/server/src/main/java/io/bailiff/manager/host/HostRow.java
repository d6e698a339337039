// SPDX-License-Identifier: Apache-2.0
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

    /** The name while the host is part of the fleet, or null after the removal of the host. */
    @Nullable
    String liveName;

    long revision;
    Instant enrolledAt;

    @Nullable
    Instant lastSeenAt;

    @Nullable
    Instant removedAt;

    /** An operator's reason to cordon the host, or null. Changed by {@link HostRows#cordon} and {@code uncordon} only. */
    @Nullable
    String cordonedWhy;

    @SuppressWarnings("NullAway.Init")
    HostRow() {}

    @Override
    public UUID getId() {
        return id;
    }

    /** Returns true always: a row is saved once, as a new row. Later changes update the row in place. */
    @Override
    public boolean isNew() {
        return true;
    }
}
