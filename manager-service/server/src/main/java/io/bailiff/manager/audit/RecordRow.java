// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import io.bailiff.manager.api.RecordEntry;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A stored entry. Read only: {@link NewEntries} writes the entries. */
@Entity
@Immutable
@Table(name = "record_entry")
class RecordRow {

    @Id
    long id;

    Instant at;

    @Nullable
    UUID hostId;

    @Nullable
    UUID assignmentId;

    @Nullable
    UUID conflictId;

    /** The host of an entry about neither an assignment nor a conflict; null in other entries. */
    @Nullable
    UUID aboutHost;

    String kind;
    String actor;
    String text;

    @SuppressWarnings("NullAway.Init")
    RecordRow() {}

    RecordEntry entry() {
        return new RecordEntry(at, hostId, assignmentId, conflictId, kind, actor, text);
    }
}
