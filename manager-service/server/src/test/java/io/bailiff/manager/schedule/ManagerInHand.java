// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.libvirt.Hypervisor;
import io.bailiff.manager.ManagerApplication;
import io.bailiff.manager.RunningManager;
import io.bailiff.manager.TestDatabase;
import io.bailiff.manager.agent.LinkInHand;
import io.bailiff.manager.api.LibvirtRoute;
import io.bailiff.manager.conflict.OperatorInHand;
import io.bailiff.manager.guest.AtOnce;
import io.bailiff.manager.guest.LibvirtRoutes;
import io.bailiff.manager.guest.RouteToLibvirt;
import io.bailiff.manager.restore.RestorationsInHand;
import io.bailiff.manager.step.ManualSteps;
import io.bailiff.manager.step.Next;
import io.bailiff.manager.step.Step;
import io.bailiff.manager.step.Stepper;
import io.bailiff.manager.time.MonotonicClock;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The whole manager on the thread of a test: its beans on a database, with time, scheduler, ids,
 * transactions and libvirt in the hands of a schedule. There is no web server; requests are made to the beans
 * behind it. It is started once for all schedules on a kind of database.
 */
final class ManagerInHand {

    /** What belongs to one run of the manager. What is configured, and the ways to the database, stay the same. */
    private static final List<String> LIVE_IN_ONE_RUN = List.of(
            "agent",
            "assignment",
            "audit",
            "change",
            "claim",
            "conflict",
            "guest",
            "intake",
            "ladder",
            "restore",
            "use");

    private static final List<String> TABLES = List.of(
            "record_entry",
            "restoration",
            "claim_group",
            "claim_refusal",
            "claim",
            "host_fence",
            "conflict_rung",
            "conflict",
            "assignment_interruption",
            "assignment_function",
            "assignment_member",
            "assignment",
            "group_order",
            "host_outage",
            "ladder_policy",
            "host_inventory",
            "host");

    private static final String IN_MEMORY = "jdbc:h2:mem:schedules;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE";

    private static final Map<TestDatabase, ManagerInHand> RUNNING = new EnumMap<>(TestDatabase.class);

    private final VirtualTime time = new VirtualTime();
    private final SeededIds ids = new SeededIds();
    private final ConfigurableApplicationContext context;
    private final List<String> beans;
    private @Nullable ManualSteps steps;
    private @Nullable JdbcTemplate records;
    private Boundaries boundaries = new Uninterrupted();
    private @Nullable Hypervisor libvirt;

    private ManagerInHand(TestDatabase database) throws IOException {
        Path home = Files.createTempDirectory("bailiff-schedules");
        SpringApplication application = new SpringApplication(ManagerApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        LibvirtRoutes routes = host -> Optional.of(
                RouteToLibvirt.of(LibvirtRoute.SIMULATION, "in hand", () -> Objects.requireNonNull(libvirt)));
        application.addInitializers(fresh -> {
            fresh.getBeanFactory().registerSingleton("virtualTime", time);
            fresh.getBeanFactory().registerSingleton("routesInHand", routes);
            fresh.getBeanFactory().registerSingleton("newsAtOnce", new AtOnce());
            fresh.getBeanFactory().addBeanPostProcessor(new InPlaceOfTheReal(fresh.getBeanFactory()));
        });
        List<String> arguments = new ArrayList<>(List.of(
                "--bailiff.home=" + home,
                "--db-scheduler.enabled=false",
                // Nothing may use the database but the schedule.
                "--bailiff.host-status.check=365d",
                "--spring.jmx.enabled=false",
                "--logging.level.root=off"));
        arguments.addAll(
                database == TestDatabase.H2 ? List.of("--spring.datasource.url=" + IN_MEMORY) : database.fresh());
        context = RunningManager.run(application, arguments.toArray(String[]::new));
        beans = liveInOneRun();
    }

    static synchronized ManagerInHand on(TestDatabase database) {
        return RUNNING.computeIfAbsent(database, ManagerInHand::start);
    }

    private static ManagerInHand start(TestDatabase database) {
        try {
            return new ManagerInHand(database);
        } catch (IOException e) {
            throw new IllegalStateException("No home for a manager", e);
        }
    }

    /** Nothing that an earlier schedule has done is left. */
    void beginAnew(Boundaries fresh, Hypervisor hypervisor) {
        boundaries = new Uninterrupted();
        libvirt = hypervisor;
        time.beginAnew();
        ids.beginAnew();
        steps().forgetAll();
        TABLES.forEach(table -> records().update("delete from " + table));
        boundaries = fresh;
    }

    /** As after a start of the process: what was in memory is gone, what was under way is taken up. */
    void restart() {
        Boundaries now = boundaries;
        boundaries = new Uninterrupted();
        DefaultListableBeanFactory factory = (DefaultListableBeanFactory) context.getBeanFactory();
        beans.forEach(factory::destroySingleton);
        context.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO));
        boundaries = now;
    }

    private List<String> liveInOneRun() {
        return Arrays.stream(context.getBeanDefinitionNames())
                .filter(name -> isLiveInOneRun(context.getType(name)))
                .toList();
    }

    private static boolean isLiveInOneRun(@Nullable Class<?> type) {
        return type != null
                && LIVE_IN_ONE_RUN.stream()
                        .anyMatch(feature -> type.getPackageName().equals("io.bailiff.manager." + feature))
                && AnnotatedElementUtils.hasAnnotation(type, Component.class)
                && !AnnotatedElementUtils.hasAnnotation(type, Configuration.class);
    }

    /** What deadlines go by. */
    Instant monotonic() {
        return context.getBean(MonotonicClock.class).instant();
    }

    VirtualTime time() {
        return time;
    }

    ManualSteps steps() {
        return Objects.requireNonNull(steps);
    }

    /** The database, as nobody can take it away. */
    JdbcTemplate records() {
        return Objects.requireNonNull(records);
    }

    LinkInHand link() {
        return new LinkInHand(context);
    }

    OperatorInHand operator() {
        return new OperatorInHand(context);
    }

    RestorationsInHand restorations() {
        return new RestorationsInHand(context);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Spring wraps an error of a listener, but not those of whom it calls elsewhere. */
    void publish(Object event) {
        try {
            context.publishEvent(event);
        } catch (UndeclaredThrowableException wrapped) {
            if (wrapped.getCause() instanceof Error error) {
                throw error;
            }
            throw wrapped;
        }
    }

    /** Takes a step of something. */
    Next take(Step step) {
        Stepper stepper = context.getBeansOfType(Stepper.class).values().stream()
                .filter(known -> known.kind().equals(step.kind()))
                .findFirst()
                .orElseThrow();
        return steps().take(step, stepper);
    }

    private final class InPlaceOfTheReal implements BeanPostProcessor {

        private final BeanFactory factory;

        InPlaceOfTheReal(BeanFactory factory) {
            this.factory = factory;
        }

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return switch (name) {
                case "ids" -> ids;
                case "steps" -> stepsInHand();
                case "dataSource" -> interrupted((DataSource) bean);
                case "transactionManager" ->
                    new InterruptedTransactions(
                            (PlatformTransactionManager) bean, () -> boundaries, ManagerInHand.this::steps);
                default -> bean;
            };
        }

        private DataSource interrupted(DataSource real) {
            records = new JdbcTemplate(real);
            return new InterruptedConnections(real, () -> boundaries);
        }

        private ManualSteps stepsInHand() {
            if (steps == null) {
                steps = new ManualSteps(factory.getBean(MonotonicClock.class));
            }
            return steps;
        }
    }

    /** Nothing interrupts. */
    private static final class Uninterrupted implements Boundaries {

        @Override
        public void at(Place place) {}

        @Override
        public Commit commit() {
            return Commit.WORKS;
        }

        @Override
        public boolean databaseAway() {
            return false;
        }
    }
}
