package io.bailiff.manager.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

@Entity
@Immutable
@Table(name = "record_entry")
class RecordRow {

    private static final int LONGEST_TEXT = 4000;
    private static final int LONGEST_ACTOR = 400;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Long id;

    @Column(updatable = false)
    Instant at;

    @Column(updatable = false)
    @Nullable
    UUID hostId;

    @Column(updatable = false)
    @Nullable
    UUID assignmentId;

    @Column(updatable = false)
    @Nullable
    UUID conflictId;

    @Column(updatable = false)
    String kind;

    @Column(updatable = false)
    String actor;

    @Column(updatable = false)
    String text;

    @SuppressWarnings("NullAway.Init")
    RecordRow() {}

    RecordRow(RecordEntry entry) {
        at = entry.at();
        hostId = entry.host();
        assignmentId = entry.assignment();
        conflictId = entry.conflict();
        kind = entry.kind();
        actor = cut(entry.actor(), LONGEST_ACTOR);
        text = cut(entry.text(), LONGEST_TEXT);
    }

    private static String cut(String value, int longest) {
        return value.length() > longest ? value.substring(0, longest) : value;
    }

    RecordEntry entry() {
        return new RecordEntry(at, hostId, assignmentId, conflictId, kind, actor, text);
    }
}
