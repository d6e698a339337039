// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * The pool of connections, with a limit for each share. A thread with a share waits only for the connections of this share, in the order of
 * arrival and for a short time. A thread without a share has no limit but the pool.
 */
final class SharedConnections extends DelegatingDataSource {

    private final Map<Share, Semaphore> free = new EnumMap<>(Share.class);
    private final Duration wait;

    /**
     * @param size returns the connections of a share
     * @param wait the longest wait for a connection of a share
     */
    SharedConnections(DataSource pool, ToIntFunction<Share> size, Duration wait) {
        super(pool);
        for (Share share : Share.values()) {
            free.put(share, new Semaphore(size.applyAsInt(share), true));
        }
        this.wait = wait;
    }

    /** @throws SQLTransientConnectionException if no connection of the share became free in time */
    @Override
    public Connection getConnection() throws SQLException {
        Optional<Semaphore> share = Share.present().map(free::get);
        return share.isPresent() ? open(share.get()) : super.getConnection();
    }

    private Connection open(Semaphore share) throws SQLException {
        if (!acquired(share)) {
            throw new SQLTransientConnectionException(
                    "No connection became free within " + wait.toMillis() + " ms for requests of this kind");
        }
        boolean opened = false;
        try {
            Connection connection = returning(super.getConnection(), share);
            opened = true;
            return connection;
        } finally {
            if (!opened) {
                share.release();
            }
        }
    }

    private boolean acquired(Semaphore share) {
        try {
            return share.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns the connection in a form whose first close also returns the place in the share. */
    private static Connection returning(Connection connection, Semaphore share) {
        AtomicBoolean returned = new AtomicBoolean();
        return (Connection) Proxy.newProxyInstance(
                SharedConnections.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("equals")) {
                        return proxy == arguments[0];
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    } finally {
                        if (method.getName().equals("close") && returned.compareAndSet(false, true)) {
                            share.release();
                        }
                    }
                });
    }
}
