// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.Fleet.NIC_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.manager.DirectHypervisor.Call;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A manager that ends anywhere goes on from there. For every point at which something has been recorded but not done, or done but
 * not recorded, there is a host that is brought to it; then the manager is ended with all of them, and started again on the same
 * database. The threads that were stopped in the middle of a call never come back, as those of a killed process do not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RestartContract {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int HOSTS_AT_A_TIME = 6;

    /** Those that need the scheduler paused, so that what is recorded is surely not done. */
    private static final EnumSet<Point> PAUSED = EnumSet.of(
            Point.REQUESTED,
            Point.DETACH_REPORTED,
            Point.RELEASE_RECORDED,
            Point.RELEASE_SEEN,
            Point.REATTACH_REPORTED,
            Point.CONFLICT_OPENED,
            Point.CLAIM_RECORDED,
            Point.WITHDRAWAL_RECORDED,
            Point.WITHDRAWN_WHILE_THE_MANAGER_WAS_AWAY);

    private final TestDatabase database;
    private final Map<Point, Fleet> fleets = new EnumMap<>(Point.class);
    private final Map<Point, String> assignments = new ConcurrentHashMap<>();
    private final Map<Point, String> conflicts = new ConcurrentHashMap<>();
    private final Map<Point, String> claims = new ConcurrentHashMap<>();
    private RunningManager manager;

    @SuppressWarnings("NullAway.Init")
    RestartContract(TestDatabase database) {
        this.database = database;
    }

    /** Where the manager ends, and how the assignment has to end after its next start. */
    enum Point {
        DETACH_ORDERED("ACTIVE"),
        BEFORE_THE_FIRST_ATTACH("ACTIVE"),
        BETWEEN_TWO_ATTACHES("ACTIVE"),
        AFTER_THE_LAST_ATTACH("ACTIVE"),
        ACTIVE("ACTIVE"),
        BEFORE_A_RELEASE_REQUEST("RELEASED"),
        BETWEEN_TWO_RELEASE_REQUESTS("RELEASED"),
        WAITING_FOR_THE_FILE("RELEASED"),
        REATTACH_ORDERED("RELEASED"),
        BEFORE_A_CONFLICTS_REQUEST("EVICTED"),
        BETWEEN_A_CONFLICTS_REQUESTS("EVICTED"),
        BEFORE_A_SHUTDOWN("EVICTED"),
        AFTER_A_SHUTDOWN("EVICTED"),
        REQUESTED("ACTIVE"),
        DETACH_REPORTED("ACTIVE"),
        RELEASE_RECORDED("RELEASED"),
        RELEASE_SEEN("RELEASED"),
        REATTACH_REPORTED("RELEASED"),
        CONFLICT_OPENED("EVICTED"),
        BEFORE_A_CLAIMS_REQUEST("EVICTED"),
        CLAIM_RECORDED("EVICTED"),
        WITHDRAWAL_RECORDED("ACTIVE"),
        WITHDRAWN_WHILE_THE_MANAGER_WAS_AWAY("ACTIVE");

        private final String end;

        Point(String end) {
            this.end = end;
        }
    }

    @BeforeAll
    void restart(@TempDir Path home) {
        manager = new RunningManager(
                        database,
                        home,
                        "--db-scheduler.threads=40",
                        "--bailiff.assignment.attach-deadline=10m",
                        "--bailiff.assignment.detach-deadline=10m")
                .start();
        for (Point point : Point.values()) {
            fleets.put(point, new Fleet(manager));
        }
        ExecutorService hosts = Executors.newFixedThreadPool(HOSTS_AT_A_TIME);
        try {
            Stream<Runnable> running =
                    EnumSet.complementOf(PAUSED).stream().map(point -> () -> bringTo(point, fleet(point)));
            CompletableFuture.allOf(Stream.concat(running, beforeThePause())
                            .map(task -> CompletableFuture.runAsync(task, hosts))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } finally {
            hosts.shutdown();
        }
        bringToPaused();
        manager.stop();
        withdraw(Point.WITHDRAWN_WHILE_THE_MANAGER_WAS_AWAY);
        fleets.values().forEach(fleet -> fleet.libvirt().gate(TestHypervisor.Gate.OPEN));
        manager.start();
        fleets.values().forEach(fleet -> fleet.agent().silent(false));
    }

    @AfterAll
    void stop() throws IOException {
        for (Fleet fleet : fleets.values()) {
            fleet.close();
        }
        manager.close();
    }

    @Test
    void aClaimThatWasOnlyRecordedJoinsTheConflictAfterTheRestart() {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(inConflicts(fleet(Point.CLAIM_RECORDED))).containsExactly(1, 1));
    }

    @ParameterizedTest
    @EnumSource(Point.class)
    void theManagerGoesOnFrom(Point point) {
        Fleet fleet = fleet(point);
        fleet.awaitState(assignment(point), point.end);
        if (point.end.equals("ACTIVE")) {
            assertThat(fleet.nic().state()).isEqualTo(GroupState.DETACHED);
            assertThat(fleet.web().seen().liveDevices()).hasSize(2);
            assertThat(fleet.rest()
                            .post("/api/v1/assignments", fleet.loan(NIC_0))
                            .problem())
                    .isEqualTo("already-lent");
        } else {
            assertThat(fleet.nic().state()).isEqualTo(GroupState.WITH_HOST);
            assertThat(fleet.web().seen().liveDevices()).isEmpty();
            assertThat(fleet.web().seen().definedDevices()).isEmpty();
        }
        if (point.end.equals("EVICTED")) {
            fleet.awaitConflict(conflict(point), "RESOLVED");
        }
        if (claims.containsKey(point)) {
            boolean withdrawn = point.end.equals("ACTIVE");
            fleet.awaitConflict(conflict(point), withdrawn ? "WITHDRAWN" : "RESOLVED");
            assertThat(fleet.claims())
                    .hasSize(point == Point.CLAIM_RECORDED ? 2 : 1)
                    .allSatisfy(claim -> assertThat(claim.get("status").asString())
                            .isEqualTo(withdrawn ? "WITHDRAWN" : "LET_THROUGH"));
            assertThat(fleet.web().seen().definedDevices()).hasSize(withdrawn ? 2 : 0);
        }
        assertThat(fleet.rest().get("/api/v1/assignments?host=" + fleet.host()).items())
                .hasSize(1);
    }

    private void bringTo(Point point, Fleet fleet) {
        switch (point) {
            case DETACH_ORDERED -> {
                fleet.agent().silent(true);
                lend(point);
                fleet.awaitState(assignment(point), "DETACHING");
            }
            case BEFORE_THE_FIRST_ATTACH -> stopAt(fleet, true, Call.ATTACH, 1, () -> lend(point));
            case BETWEEN_TWO_ATTACHES -> stopAt(fleet, false, Call.ATTACH, 1, () -> lend(point));
            case AFTER_THE_LAST_ATTACH -> stopAt(fleet, false, Call.ATTACH, 2, () -> lend(point));
            case ACTIVE -> active(point);
            case BEFORE_A_RELEASE_REQUEST -> {
                active(point);
                stopAt(fleet, true, Call.DETACH, 1, () -> release(point));
            }
            case BETWEEN_TWO_RELEASE_REQUESTS -> {
                active(point);
                stopAt(fleet, false, Call.DETACH, 1, () -> release(point));
            }
            case WAITING_FOR_THE_FILE -> {
                active(point);
                fleet.agent().silent(true);
                release(point);
                await().atMost(PATIENCE)
                        .until(() ->
                                Fleet.kinds(fleet.assignment(assignment(point))).contains("guest-without-functions"));
            }
            case REATTACH_ORDERED -> {
                active(point);
                fleet.nic().reattaching(FakeGroup.Move.HANGS);
                release(point);
                fleet.awaitState(assignment(point), "REATTACHING");
                fleet.agent().silent(true);
                fleet.nic().reattaching(FakeGroup.Move.WORKS);
            }
            case BEFORE_A_CONFLICTS_REQUEST -> {
                active(point);
                stopAt(fleet, true, Call.DETACH, 1, () -> reclaim(point, 60, 60));
            }
            case BETWEEN_A_CONFLICTS_REQUESTS -> {
                active(point);
                stopAt(fleet, false, Call.DETACH, 1, () -> reclaim(point, 60, 60));
            }
            case BEFORE_A_SHUTDOWN -> {
                fleet.web().behaves(GuestBehaviour.DEAF);
                active(point);
                stopAt(fleet, true, Call.SHUTDOWN, 1, () -> reclaim(point, 1, 60));
            }
            case AFTER_A_SHUTDOWN -> {
                fleet.web().behaves(GuestBehaviour.DEAF);
                active(point);
                // Its end is not seen before the restart either.
                stopAt(fleet, false, Call.SHUTDOWN, 1, () -> reclaim(point, 1, 60));
            }
            case BEFORE_A_CLAIMS_REQUEST -> {
                active(point);
                stopAt(fleet, true, Call.DETACH, 1, () -> hold(point));
            }
            case REQUESTED,
                    DETACH_REPORTED,
                    RELEASE_RECORDED,
                    RELEASE_SEEN,
                    REATTACH_REPORTED,
                    CONFLICT_OPENED,
                    CLAIM_RECORDED,
                    WITHDRAWAL_RECORDED,
                    WITHDRAWN_WHILE_THE_MANAGER_WAS_AWAY ->
                throw new IllegalStateException(point + " needs the scheduler paused");
        }
    }

    /** Returns the work that brings the hosts of {@link #PAUSED} to their state before the scheduler is paused. */
    private Stream<Runnable> beforeThePause() {
        return Stream.of(
                () -> {
                    fleet(Point.DETACH_REPORTED).nic().detaching(FakeGroup.Move.HANGS);
                    lend(Point.DETACH_REPORTED);
                    fleet(Point.DETACH_REPORTED).awaitState(assignment(Point.DETACH_REPORTED), "DETACHING");
                },
                () -> active(Point.RELEASE_RECORDED),
                () -> active(Point.CONFLICT_OPENED),
                () -> {
                    active(Point.RELEASE_SEEN);
                    fleet(Point.RELEASE_SEEN).web().behaves(GuestBehaviour.DEAF);
                    release(Point.RELEASE_SEEN);
                    await().atMost(PATIENCE)
                            .until(() -> fleet(Point.RELEASE_SEEN).web().releaseRequests() > 0);
                },
                () -> {
                    active(Point.REATTACH_REPORTED);
                    fleet(Point.REATTACH_REPORTED).nic().reattaching(FakeGroup.Move.HANGS);
                    release(Point.REATTACH_REPORTED);
                    fleet(Point.REATTACH_REPORTED).awaitState(assignment(Point.REATTACH_REPORTED), "REATTACHING");
                },
                () -> active(Point.CLAIM_RECORDED),
                () -> asked(Point.WITHDRAWAL_RECORDED),
                () -> asked(Point.WITHDRAWN_WHILE_THE_MANAGER_WAS_AWAY));
    }

    private void bringToPaused() {
        manager.bean(Scheduler.class).pause();
        // The guest is late when the manager comes back.
        manager.bean(JdbcTemplate.class)
                .update(
                        "update conflict set deadline = ? where id = ?",
                        Timestamp.from(Instant.EPOCH),
                        UUID.fromString(conflict(Point.WITHDRAWN_WHILE_THE_MANAGER_WAS_AWAY)));
        hold(Point.CLAIM_RECORDED);
        // The first claim opens the conflict with the report; the second one needs a step to join it.
        fleet(Point.CLAIM_RECORDED).agent().hold(NIC_1);
        withdraw(Point.WITHDRAWAL_RECORDED);
        lend(Point.REQUESTED);
        fleet(Point.DETACH_REPORTED).nic().detaching(FakeGroup.Move.WORKS);
        fleet(Point.DETACH_REPORTED).agent().lookAgain();
        release(Point.RELEASE_RECORDED);
        reclaim(Point.CONFLICT_OPENED, 60, 60);
        fleet(Point.RELEASE_SEEN).web().behaves(GuestBehaviour.OBEDIENT);
        fleet(Point.REATTACH_REPORTED).nic().reattaching(FakeGroup.Move.WORKS);
        fleet(Point.REATTACH_REPORTED).agent().lookAgain();
        assertThat(fleet(Point.REQUESTED).state(assignment(Point.REQUESTED))).isEqualTo("REQUESTED");
        assertThat(inConflicts(fleet(Point.CLAIM_RECORDED))).containsExactlyInAnyOrder(0, 1);
        assertThat(fleet(Point.WITHDRAWAL_RECORDED).state(assignment(Point.WITHDRAWAL_RECORDED)))
                .isEqualTo("EVICTING");
    }

    /** In how many conflicts each of the claims is. */
    private static List<Integer> inConflicts(Fleet fleet) {
        return fleet.claims().stream()
                .map(claim -> claim.get("conflicts").size())
                .toList();
    }

    /** Does something, and returns when the manager's thread is stopped for ever at the n-th such call. */
    private static void stopAt(Fleet fleet, boolean before, Call call, int nth, Runnable what) {
        CountDownLatch reached = new CountDownLatch(nth);
        fleet.libvirt().gate(new TestHypervisor.Gate() {
            @Override
            public void before(Call now) {
                if (before && now == call) {
                    stop();
                }
            }

            @Override
            public void after(Call now) {
                if (!before && now == call) {
                    stop();
                }
            }

            private void stop() {
                reached.countDown();
                if (reached.getCount() == 0) {
                    Parked.forEver();
                }
            }
        });
        what.run();
        await().atMost(PATIENCE).until(() -> reached.getCount() == 0);
    }

    private Fleet fleet(Point point) {
        return Objects.requireNonNull(fleets.get(point));
    }

    private String assignment(Point point) {
        return Objects.requireNonNull(assignments.get(point));
    }

    private String conflict(Point point) {
        return conflicts.computeIfAbsent(point, any -> fleet(any).awaitTheConflict());
    }

    private void lend(Point point) {
        assignments.put(point, fleet(point).lend(NIC_0, NIC_1));
    }

    private void active(Point point) {
        assignments.put(point, fleet(point).active(NIC_0, NIC_1));
    }

    private void release(Point point) {
        assertThat(fleet(point)
                        .rest()
                        .delete("/api/v1/assignments/" + assignment(point))
                        .status())
                .isEqualTo(202);
    }

    private void hold(Point point) {
        claims.put(point, fleet(point).agent().hold(NIC_0));
    }

    private void withdraw(Point point) {
        fleet(point).agent().withdraw(Objects.requireNonNull(claims.get(point)));
    }

    /** The guest has been asked for what somebody on the host claims, and does not answer. */
    private void asked(Point point) {
        fleet(point).web().behaves(GuestBehaviour.DEAF);
        active(point);
        hold(point);
        await().atMost(PATIENCE).until(() -> fleet(point).web().releaseRequests() > 0);
    }

    private void reclaim(Point point, int releaseSeconds, int shutdownSeconds) {
        Rest.Answer answer = fleet(point).reclaim(NIC_0, releaseSeconds, shutdownSeconds);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        conflicts.put(point, answer.body().get("id").asString());
    }
}
