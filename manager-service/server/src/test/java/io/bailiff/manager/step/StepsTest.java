// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import io.bailiff.manager.step.HeldDataSource.Hold;
import io.bailiff.manager.step.HeldDataSource.Moment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

/** Who is woken is looked at soon, by db-scheduler as it is, and nobody is woken for nothing. */
class StepsTest {

    private static final String KIND = "thing";
    private static final Next IN_AN_HOUR = Next.after(Duration.ofHours(1));
    private static final Next OVER = Next.DONE;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final UUID thing = UUID.randomUUID();
    private final EmbeddedDatabase database = new EmbeddedDatabaseBuilder()
            .setType(EmbeddedDatabaseType.H2)
            .generateUniqueName(true)
            .build();
    private final HeldDataSource store = new HeldDataSource(database);
    private final Looks looks = new Looks(store);
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final StepTable table = new StepTable(jdbc);
    private final StepsUnderWay underWay = new StepsUnderWay();
    private final RightOfWay rightOfWay = new RightOfWay();
    private final Steps steps =
            new Steps(of(this::scheduler), of(() -> table), underWay, rightOfWay, Clock.systemUTC());
    private final StepTasks tasks =
            new StepTasks(underWay, new GivingWay(rightOfWay, Clock.systemUTC()), List.of(), steps, Clock.systemUTC());
    private Scheduler scheduler = Scheduler.create(database).build();

    @BeforeEach
    void start() {
        new ResourceDatabasePopulator(new ClassPathResource("db/migrations/V2__scheduled_tasks.sql")).execute(database);
        scheduler = Scheduler.create(store, tasks.of(looks))
                .schedulerName(new SchedulerName.Fixed("manager"))
                .threads(2)
                .pollingInterval(Duration.ofMillis(50))
                .enableImmediateExecution()
                .build();
        scheduler.start();
    }

    @AfterEach
    void stop() {
        looks.letGo();
        scheduler.stop();
        steps.stop();
        database.shutdown();
    }

    @Test
    void whoIsWokenIsLookedAtBeforeItsTime() throws Exception {
        steps.begin(KIND, thing);
        looks.next().gives(IN_AN_HOUR);
        awaitScheduled();

        steps.wake(KIND, thing);

        looks.next().gives(OVER);
    }

    @Test
    void whoIsWokenWhileItIsLookedAtIsLookedAtOnceMore() throws Exception {
        steps.begin(KIND, thing);
        Look first = looks.next();

        steps.wake(KIND, thing);
        first.gives(IN_AN_HOUR);

        looks.next().gives(OVER);
    }

    @Test
    void whatIsBegunAnewWhileItIsFoundToBeOverIsLookedAtOnceMore() throws Exception {
        steps.begin(KIND, thing);
        Look last = looks.next();

        steps.begin(KIND, thing);
        last.gives(OVER);

        looks.next().gives(OVER);
    }

    @Test
    void whatBeginsAtOnceComesBeforeAllThatIsDueAlready() {
        steps.beginAtOnce("another", List.of(thing));

        assertThat(dueAt("another")).isBefore(Instant.now().minus(Duration.ofMinutes(59)));
    }

    @Test
    void aStepThatHasGivenWayIsLookedAtAllTheSame() throws Exception {
        rightOfWay.has("a report");
        steps.begin(KIND, thing);
        awaitScheduled();
        assertThat(looks.begun).isEmpty();

        looks.next().gives(OVER);
    }

    @Test
    void whatBeginsAtOnceHasTheRightOfWayUntilItHasItsTurn() throws Exception {
        steps.beginAtOnce(KIND, List.of(thing));
        Look first = looks.next();

        assertThat(rightOfWay.isTaken()).isFalse();
        first.gives(OVER);
    }

    @Test
    void whatIsDueKeepsItsTurnWhenItIsWoken() {
        steps.beginAtOnce("another", List.of(thing));
        Instant due = dueAt("another");

        table.bringForward(List.of(new Step("another", thing)), Instant.now());

        assertThat(dueAt("another")).isEqualTo(due);
    }

    @Test
    void aWakeBetweenTheLastLookAndTheEndIsNotLost() throws Exception {
        steps.begin(KIND, thing);
        Hold beforeItIsStored = looks.next().gives(IN_AN_HOUR, Moment.BEFORE_OPENING);

        steps.wake(KIND, thing);
        beforeItIsStored.release();

        looks.next().gives(OVER);
    }

    @Test
    void theLateEndOfAnExecutionDoesNotHideTheNextOneFromWakes() throws Exception {
        steps.begin(KIND, thing);
        Look first = looks.next();
        steps.wake(KIND, thing);
        Hold afterItIsStored = first.gives(IN_AN_HOUR, Moment.AFTER_CLOSING);
        Look second = looks.next();
        afterItIsStored.release();
        await().atMost(PATIENCE).until(() -> scheduler.getCurrentlyExecuting().size() == 1);

        steps.wake(KIND, thing);
        second.gives(IN_AN_HOUR);

        looks.next().gives(OVER);
    }

    @Test
    void whatIsBegunAnewWhileItIsRemovedIsLookedAtOnceMore() throws Exception {
        steps.begin(KIND, thing);
        Hold beforeItIsRemoved = looks.next().gives(OVER, Moment.BEFORE_OPENING);

        steps.begin(KIND, thing);
        beforeItIsRemoved.release();

        looks.next().gives(OVER);
    }

    @Test
    void whatIsRemovedBeforeTheTransactionThatBeginsItAnewIsCommittedIsLookedAtOnceMore() throws Exception {
        steps.begin(KIND, thing);
        Look last = looks.next();
        TransactionSynchronizationManager.initSynchronization();
        try {
            steps.begin(KIND, thing);
            last.gives(OVER);
            await().atMost(PATIENCE).until(() -> scheduled().isEmpty());
            TransactionSynchronizationUtils.triggerAfterCommit();
        } finally {
            TransactionSynchronizationManager.clearSynchronization();
        }

        looks.next().gives(OVER);
    }

    @Test
    void aStepThatThrewIsTakenAgainAndIsNotUnderWayUntilThen() throws Exception {
        steps.begin(KIND, thing);
        looks.next().fails();
        Look again = looks.next();
        again.gives(IN_AN_HOUR);
        awaitScheduled();
        await().atMost(PATIENCE).until(() -> scheduler.getCurrentlyExecuting().isEmpty());

        assertThat(underWay.wake(new Step(KIND, thing))).isFalse();
    }

    private Scheduler scheduler() {
        return scheduler;
    }

    private Instant dueAt(String kind) {
        return Objects.requireNonNull(jdbc.queryForObject(
                        "select execution_time from scheduled_tasks where task_name = ?", OffsetDateTime.class, kind))
                .toInstant();
    }

    private List<String> scheduled() {
        return jdbc.queryForList("select task_instance from scheduled_tasks", String.class);
    }

    /** Waits until nobody takes the step, and it is written down when it is taken next. */
    private void awaitScheduled() {
        await().atMost(PATIENCE).until(() -> dueAt(KIND).isAfter(Instant.now()));
    }

    private static <T> ObjectProvider<T> of(Supplier<T> bean) {
        return new ObjectProvider<>() {
            @Override
            public T getObject() {
                return bean.get();
            }
        };
    }

    /** One look at the thing, which lasts until the test says what comes of it. */
    private static final class Look {

        private final CompletableFuture<Next> outcome = new CompletableFuture<>();
        private volatile Optional<Hold> hold = Optional.empty();

        void gives(Next next) {
            outcome.complete(next);
        }

        /** Has the thread that looks stop when it stores the outcome; returns when the thread has stopped. */
        Hold gives(Next next, Moment moment) throws InterruptedException {
            Hold stop = new Hold(moment);
            hold = Optional.of(stop);
            outcome.complete(next);
            stop.awaitReached();
            return stop;
        }

        void fails() {
            outcome.completeExceptionally(new IllegalStateException("the test has the look fail"));
        }
    }

    /** The thing's stepper, in the hand of the test. */
    private static final class Looks implements Stepper {

        private final BlockingQueue<Look> begun = new LinkedBlockingQueue<>();
        private final HeldDataSource store;
        private volatile boolean held = true;

        Looks(HeldDataSource store) {
            this.store = store;
        }

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public Next step(UUID id) {
            Look look = new Look();
            begun.add(look);
            if (!held) {
                return OVER;
            }
            Next next = look.outcome.join();
            look.hold.ifPresent(store::stopsNext);
            return next;
        }

        @Override
        public Collection<UUID> unfinished() {
            return List.of();
        }

        Look next() throws InterruptedException {
            return Objects.requireNonNull(begun.poll(20, TimeUnit.SECONDS), "it was not looked at within 20 s");
        }

        void letGo() {
            held = false;
            begun.forEach(look -> look.gives(OVER));
        }
    }
}
