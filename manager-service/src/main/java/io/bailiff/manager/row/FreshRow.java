package io.bailiff.manager.row;

import jakarta.persistence.EntityManager;
import org.hibernate.Hibernate;

/** A row as it is in the database now, whatever this transaction has read of it before. */
public final class FreshRow {

    private FreshRow() {}

    /**
     * Reads a row once, also if it had been read before a statement has changed it.
     *
     * @throws jakarta.persistence.EntityNotFoundException if there is none
     */
    public static <T> T read(EntityManager entities, Class<T> type, Object id) {
        T row = entities.getReference(type, id);
        if (Hibernate.isInitialized(row)) {
            entities.refresh(row);
            return row;
        }
        // Reads it. Fields are set on the row itself: a proxy would not see that.
        return type.cast(Hibernate.unproxy(row));
    }
}
