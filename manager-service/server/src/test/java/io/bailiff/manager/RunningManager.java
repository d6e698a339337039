// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import io.bailiff.libvirt.Hypervisors;
import io.bailiff.manager.listener.AgentListener;
import io.bailiff.manager.time.WallTime;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A manager in this process, on a port of its own. It can be stopped and started again on the same database. */
public final class RunningManager implements AutoCloseable {

    /** Short, so that tests wait little; long enough that a busy machine does not run into them. */
    private static final List<String> BASE = List.of(
            "--server.port=0",
            "--bailiff.agent.address=127.0.0.1",
            "--bailiff.agent.port=0",
            "--bailiff.join.failures=1000",
            "--bailiff.guest.ask-again=300ms",
            "--bailiff.assignment.look=500ms",
            "--bailiff.assignment.look-at-active=1s",
            "--bailiff.assignment.retry-first=200ms",
            "--bailiff.assignment.retry-most=1s",
            "--bailiff.ladder.look=500ms",
            "--bailiff.restore.settle=1s",
            "--bailiff.restore.look=250ms",
            "--db-scheduler.polling-interval=200ms",
            "--db-scheduler.shutdown-max-wait=200ms",
            "--server.shutdown=immediate",
            "--spring.jmx.enabled=false",
            "--logging.level.root=warn");

    private final TestHypervisors hypervisors = new TestHypervisors();
    private Object libvirts = hypervisors;
    private final List<String> arguments = new ArrayList<>(BASE);
    private WallTime wall = Instant::now;
    private final List<Object> listeners = new ArrayList<>();
    private @Nullable ConfigurableApplicationContext context;
    private volatile @Nullable Rest rest;

    RunningManager(TestDatabase database, Path home, String... more) {
        this(database.fresh(), home, more);
    }

    /** On a database that is there already. */
    RunningManager(List<String> database, Path home, String... more) {
        arguments.add("--bailiff.home=" + home);
        arguments.addAll(database);
        // Spring makes a list of an argument that is given twice.
        List.of(more).forEach(argument -> {
            String name = argument.substring(0, argument.indexOf('=') + 1);
            arguments.removeIf(known -> known.startsWith(name));
            arguments.add(argument);
        });
    }

    /** What the machine's clock shows to it. */
    RunningManager wall(WallTime time) {
        wall = time;
        return this;
    }

    TestHypervisors hypervisors() {
        return hypervisors;
    }

    /** Replaces the hypervisors of the test by the routes of an installation, whose connections the given bean opens. */
    RunningManager connectingBy(Hypervisors connections) {
        libvirts = connections;
        return this;
    }

    /** Something of the test's that hears what is published in it, after this start and those that follow. */
    RunningManager heardBy(Object listener) {
        listeners.add(listener);
        return this;
    }

    RunningManager start() {
        SpringApplication application = new SpringApplication(ManagerApplication.class);
        // Whoever started it closes it, before its database.
        application.setRegisterShutdownHook(false);
        application.addInitializers(fresh -> {
            fresh.getBeanFactory().registerSingleton("fakeLibvirts", libvirts);
            fresh.getBeanFactory().registerSingleton("testWallTime", wall);
            listeners.forEach(listener ->
                    fresh.getBeanFactory().registerSingleton(listener.getClass().getName(), listener));
        });
        context = run(application, arguments.toArray(String[]::new));
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        rest = new Rest(
                URI.create("http://127.0.0.1:" + port),
                URI.create("https://127.0.0.1:"
                        + context.getBean(AgentListener.class).port()));
        return this;
    }

    /**
     * Starts an application while no other one in this process starts: each sets up the logging of the whole process, which fails if two do
     * so at the same time.
     */
    public static ConfigurableApplicationContext run(SpringApplication application, String... arguments) {
        synchronized (RunningManager.class) {
            return application.run(arguments);
        }
    }

    /** How to reach it now; fails while it is stopped. */
    Rest rest() {
        Rest now = rest;
        if (now == null) {
            throw new IllegalStateException("The manager is stopped");
        }
        return now;
    }

    /** The agents' listener, for a client. */
    Rest agents(HttpClient client) {
        return rest().as(client);
    }

    /** The address of the agents' listener. */
    URI agentsUri() {
        return URI.create("https://127.0.0.1:" + bean(AgentListener.class).port());
    }

    /** The address of the operators' listener. */
    URI operatorsUri() {
        return URI.create("http://127.0.0.1:"
                + Objects.requireNonNull(context).getEnvironment().getRequiredProperty("local.server.port"));
    }

    public <T> T bean(Class<T> type) {
        return Objects.requireNonNull(context).getBean(type);
    }

    <T> T bean(String name, Class<T> type) {
        return Objects.requireNonNull(context).getBean(name, type);
    }

    void stop() {
        rest = null;
        if (context != null) {
            context.close();
            context = null;
        }
    }

    @Override
    public void close() {
        stop();
    }
}
