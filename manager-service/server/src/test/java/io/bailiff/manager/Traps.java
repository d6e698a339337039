// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import io.bailiff.manager.conflict.ConflictMoved;
import io.bailiff.manager.conflict.Transition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** Stops a manager's threads for ever at a transition of a host's conflict, before it is committed or right after. */
final class Traps {

    private final Map<UUID, Trap> traps = new ConcurrentHashMap<>();
    private final List<Connection> uncommitted = new CopyOnWriteArrayList<>();
    private final Supplier<DataSource> database;

    Traps(Supplier<DataSource> database) {
        this.database = database;
    }

    private record Trap(Transition transition, KillPoint point, Runnable sprung) {}

    /** @param sprung what is done by the thread that is caught, before it stops */
    void set(UUID host, Transition transition, KillPoint point, Runnable sprung) {
        traps.put(host, new Trap(transition, point, sprung));
    }

    void clear() {
        traps.clear();
    }

    /**
     * The connections of a killed process end with it, and so do their transactions. Those of an H2 in this process do not: it
     * has no way to abort a connection, which is how the pool would end one that is in use.
     */
    void endTransactions() throws SQLException {
        for (Connection connection : uncommitted) {
            connection.close();
        }
        uncommitted.clear();
    }

    @Order(Ordered.HIGHEST_PRECEDENCE)
    @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
    void beforeCommit(ConflictMoved moved) throws SQLException {
        Trap trap = traps.get(moved.host());
        if (trap != null && catches(trap, moved, KillPoint.BEFORE_IT_IS_RECORDED)) {
            uncommitted.add(DataSourceUtils.getConnection(database.get()).unwrap(Connection.class));
            stop(trap);
        }
    }

    /** The first of all that follow a commit: nobody is woken before. */
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @TransactionalEventListener
    void committed(ConflictMoved moved) {
        Trap trap = traps.get(moved.host());
        if (trap != null && catches(trap, moved, KillPoint.RECORDED_NOT_TAKEN)) {
            stop(trap);
        }
    }

    private static boolean catches(Trap trap, ConflictMoved moved, KillPoint now) {
        return trap.point == now && trap.transition == moved.transition();
    }

    private static void stop(Trap trap) {
        trap.sprung.run();
        Parked.forEver();
    }
}
