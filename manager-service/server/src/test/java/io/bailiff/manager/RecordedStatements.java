// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Records the statements that a manager sends to its database, with their parameters. Given to a manager by
 * {@link RunningManager#heardBy}. The statements of the scheduler are left out: the scheduler polls at any moment.
 */
public final class RecordedStatements implements BeanPostProcessor {

    private final List<Statement> statements = new ArrayList<>();
    private boolean recording;

    /** Sets a parameter of a prepared statement. */
    private interface Setter {
        void set(PreparedStatement statement) throws ReflectiveOperationException;
    }

    /** A statement that was sent to the database, with its parameters. */
    public static final class Statement {

        private final String sql;
        private final Map<Integer, Setter> setters = new TreeMap<>();

        private Statement(String sql) {
            this.sql = sql;
        }

        public String sql() {
            return sql;
        }

        /** Asks the database how the database executes the statement; executes the statement again. */
        public String plan(Connection connection, String explain) throws SQLException {
            try (PreparedStatement again = connection.prepareStatement(explain + " " + sql)) {
                for (Setter setter : setters.values()) {
                    try {
                        setter.set(again);
                    } catch (ReflectiveOperationException impossible) {
                        throw new IllegalStateException(impossible);
                    }
                }
                StringBuilder plan = new StringBuilder();
                try (ResultSet lines = again.executeQuery()) {
                    while (lines.next()) {
                        plan.append(lines.getString(1)).append('\n');
                    }
                }
                return plan.toString();
            }
        }

        @Override
        public String toString() {
            return sql;
        }
    }

    /** What the manager does in a test. */
    public interface Action<T> {
        T run() throws Exception;
    }

    /** Returns the statements of all threads of the manager while the action runs. */
    public List<Statement> during(Action<?> action) throws Exception {
        synchronized (statements) {
            statements.clear();
            recording = true;
        }
        try {
            action.run();
            synchronized (statements) {
                return List.copyOf(statements);
            }
        } finally {
            synchronized (statements) {
                recording = false;
            }
        }
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource real ? new Recording(real) : bean;
    }

    private void add(Statement statement) {
        synchronized (statements) {
            if (recording && !statement.sql.contains("scheduled_tasks")) {
                statements.add(statement);
            }
        }
    }

    private final class Recording extends DelegatingDataSource {

        Recording(DataSource real) {
            super(real);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection real = super.getConnection();
            return proxy(Connection.class, (proxy, method, arguments) -> {
                Object result = call(real, method, arguments);
                return result instanceof PreparedStatement prepared
                                && method.getName().equals("prepareStatement")
                        ? statement(prepared, (String) Objects.requireNonNull(arguments[0]))
                        : result;
            });
        }
    }

    private PreparedStatement statement(PreparedStatement real, String sql) {
        Statement statement = new Statement(sql);
        return proxy(PreparedStatement.class, (proxy, method, arguments) -> {
            if (method.getName().startsWith("set") && arguments != null && arguments.length > 1) {
                statement.setters.put(
                        (Integer) Objects.requireNonNull(arguments[0]), again -> method.invoke(again, arguments));
            } else if (method.getName().startsWith("execute")) {
                add(statement);
            }
            return call(real, method, arguments);
        });
    }

    private static @Nullable Object call(Object real, Method method, @Nullable Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(RecordedStatements.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
