// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A data source that stops a thread at the thread's next use of a connection, until the test releases the thread. */
final class HeldDataSource extends DelegatingDataSource {

    private static final int PATIENCE_SECONDS = 60;

    private final Map<Thread, Hold> next = new ConcurrentHashMap<>();

    HeldDataSource(DataSource real) {
        super(real);
    }

    /** Where a thread stops. */
    enum Moment {
        /** The thread has not written yet. */
        BEFORE_OPENING,
        /** What the thread has written is committed. */
        AFTER_CLOSING
    }

    /** One stop of one thread. */
    static final class Hold {

        private final Moment moment;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        Hold(Moment moment) {
            this.moment = moment;
        }

        void awaitReached() throws InterruptedException {
            assertThat(reached.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }

        void release() {
            released.countDown();
        }

        private void stop() {
            reached.countDown();
            try {
                assertThat(released.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Has the calling thread stop the next time that it uses a connection. */
    void stopsNext(Hold hold) {
        next.put(Thread.currentThread(), hold);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Hold hold = next.remove(Thread.currentThread());
        if (hold != null && hold.moment == Moment.BEFORE_OPENING) {
            hold.stop();
        }
        Connection connection = super.getConnection();
        return hold != null && hold.moment == Moment.AFTER_CLOSING ? stoppingOnClose(connection, hold) : connection;
    }

    private static Connection stoppingOnClose(Connection connection, Hold hold) {
        return (Connection) Proxy.newProxyInstance(
                HeldDataSource.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    } finally {
                        if (method.getName().equals("close")) {
                            hold.stop();
                        }
                    }
                });
    }
}
