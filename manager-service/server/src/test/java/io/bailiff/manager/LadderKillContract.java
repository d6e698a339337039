// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.Fleet.NIC_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.sim.GuestCommand;
import io.bailiff.manager.conflict.Transition;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * A manager that is killed at any transition of any conflict comes to the same end as one that is not. Each transition of the
 * table is brought about on hosts of its own; the manager's threads are stopped before it is recorded, right after, and when it
 * has had its effect; then the manager ends with all of them and is started again on the same database.
 *
 * <p>With {@code -Dbailiff.kill=half}, each transition has half of its points, and {@link Transition#RESOLVE} all of its points. Chance
 * chooses the points, by the printed seed; {@code -Dbailiff.seed} chooses the same points again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LadderKillContract {

    /** What is recorded, then done, and done again if nobody knows whether it was. The rest happens once. */
    private static final Set<Transition> AT_LEAST_ONCE =
            EnumSet.of(Transition.RESUME, Transition.ASK_TO_SHUT_DOWN, Transition.TERMINATE, Transition.KILL);

    private static final Set<String> TRANSITIONS =
            Arrays.stream(Transition.values()).map(Transition::recordKind).collect(Collectors.toSet());

    private static final int HOSTS_AT_A_TIME = 24;

    private static final boolean HALF = System.getProperty("bailiff.kill", "").equals("half");
    private static final long SEED = Long.getLong("bailiff.seed", new Random().nextInt(1_000_000_000));

    private final TestDatabase database;
    private final Map<Kill, CompletableFuture<LadderCase>> cases = new LinkedHashMap<>();
    private RunningManager manager;

    @SuppressWarnings("NullAway.Init")
    LadderKillContract(TestDatabase database) {
        this.database = database;
    }

    /** The manager is killed at this point of this transition. */
    record Kill(Transition transition, KillPoint point) {

        @Override
        public String toString() {
            return transition + ": " + point;
        }
    }

    static Stream<Kill> kills() {
        Random chance = new Random(SEED);
        return Arrays.stream(Transition.values())
                // An operator's request in one transaction with the end of the host: no step takes it.
                .filter(transition -> transition != Transition.HOST_REMOVED)
                .flatMap(transition -> chosen(transition, chance).map(point -> new Kill(transition, point)));
    }

    private static Stream<KillPoint> chosen(Transition transition, Random chance) {
        List<KillPoint> points = new ArrayList<>(Arrays.stream(KillPoint.values())
                .filter(point -> point != KillPoint.TAKEN_NOT_SEEN
                        || LadderCourse.to(transition).deed().isPresent())
                .toList());
        if (HALF && transition != Transition.RESOLVE) {
            Collections.shuffle(points, chance);
            return points.subList(0, (points.size() + 1) / 2).stream();
        }
        return points.stream();
    }

    @BeforeAll
    void kill(@TempDir Path home) throws SQLException {
        Traps traps = new Traps(() -> manager.bean(DataSource.class));
        // Every thread that is stopped keeps its place among the scheduler's, and its connection.
        manager = new RunningManager(
                        database,
                        home,
                        "--db-scheduler.threads=90",
                        "--spring.datasource.hikari.maximum-pool-size=110",
                        "--spring.datasource.hikari.minimum-idle=10",
                        // Whoever is not stopped may end what it does: interrupts make H2 close its file.
                        "--db-scheduler.shutdown-max-wait=2s",
                        "--bailiff.assignment.attach-deadline=1h",
                        "--bailiff.assignment.detach-deadline=1h",
                        "--bailiff.ladder.release-deadline=1h",
                        "--bailiff.ladder.shutdown-deadline=1h",
                        "--bailiff.ladder.destroy-deadline=2s",
                        // One that is killed in the middle of everything has much to say.
                        "--logging.level.root=off",
                        "--logging.level.org.eclipse.jetty=off",
                        "--logging.level.com.zaxxer.hikari=off")
                .heardBy(traps)
                .start();
        System.out.printf("Kills of the manager: %d, chosen by seed %d%n", kills().count(), SEED);
        ExecutorService hosts = Executors.newFixedThreadPool(HOSTS_AT_A_TIME);
        kills().forEach(kill -> cases.put(kill, CompletableFuture.supplyAsync(() -> bring(kill, traps), hosts)));
        cases.values().forEach(brought -> brought.handle((done, failed) -> done).join());
        traps.clear();
        manager.stop();
        traps.endTransactions();
        brought().forEach(LadderCase::openGate);
        manager.start();
        cases.replaceAll((kill, killed) -> killed.thenApplyAsync(LadderCase::goOn, hosts));
        hosts.shutdown();
    }

    private LadderCase bring(Kill kill, Traps traps) {
        LadderCase fresh = new LadderCase(manager, kill.transition(), kill.point(), traps);
        fresh.bring();
        return fresh;
    }

    private Stream<LadderCase> brought() {
        return cases.values().stream()
                .filter(known -> !known.isCompletedExceptionally())
                .map(CompletableFuture::join);
    }

    private LadderCase of(Kill kill) {
        return Objects.requireNonNull(cases.get(kill)).join();
    }

    @AfterAll
    void stop() throws IOException {
        for (LadderCase done : brought().toList()) {
            done.close();
        }
        manager.close();
    }

    @ParameterizedTest
    @MethodSource("kills")
    void theConflictComesToTheSameEnd(Kill kill) {
        LadderCase killed = of(kill);
        killed.awaitEnd();
        Fleet fleet = killed.fleet();
        switch (killed.course().end()) {
            case "RESOLVED" -> withTheHost(killed);
            case "FENCED" -> fenced(killed);
            default -> keptByTheGuest(killed);
        }
        assertThat(fleet.conflicts())
                .as("no other conflict than was opened")
                .hasSize(killed.course().way().contains(Transition.FOLLOW) ? 2 : 1)
                .allSatisfy(conflict -> assertThat(conflict.get("state").asString())
                        .isEqualTo(killed.course().end()));
        assertThat(fleet.claims().stream()
                        .map(claim -> claim.path("status").asString(""))
                        .filter(status -> !status.isEmpty()))
                .isEqualTo(Stream.ofNullable(killed.course().status())
                        .map(Enum::name)
                        .toList());
    }

    private static void withTheHost(LadderCase killed) {
        Fleet fleet = killed.fleet();
        assertThat(fleet.state(killed.assignment())).isEqualTo("EVICTED");
        assertThat(fleet.nic().state()).isEqualTo(GroupState.WITH_HOST);
        assertThat(killed.guest().seen().liveDevices()).isEmpty();
        assertThat(killed.guest().seen().definedDevices()).isEmpty();
        // Whoever lends it now finds it free: nothing of the conflict is left.
        assertThat(fleet.rest().post("/api/v1/assignments", fleet.loan(NIC_1)).status())
                .isEqualTo(202);
    }

    private static void fenced(LadderCase killed) {
        Fleet fleet = killed.fleet();
        assertThat(fleet.state(killed.assignment())).isEqualTo("EVICTING");
        assertThat(fleet.nic().fenced()).isEqualTo(killed.course().way().contains(Transition.FENCE_STANDS));
        assertThat(killed.guest().suspended()).isTrue();
        assertThat(killed.guest().seen().definedDevices()).isEmpty();
        assertThat(fleet.rest().post("/api/v1/assignments", fleet.loan(NIC_1)).status())
                .isEqualTo(409);
    }

    private static void keptByTheGuest(LadderCase killed) {
        Fleet fleet = killed.fleet();
        fleet.awaitState(killed.assignment(), "ACTIVE");
        assertThat(fleet.nic().state()).isEqualTo(GroupState.DETACHED);
        assertThat(killed.guest().seen().liveDevices()).hasSize(1);
        assertThat(killed.guest().seen().definedDevices()).hasSize(1);
        assertThat(fleet.rest().post("/api/v1/assignments", fleet.loan(NIC_0)).problem())
                .isEqualTo("already-lent");
    }

    @ParameterizedTest
    @MethodSource("kills")
    void theGuestIsNotToldMoreOftenThanIsRecorded(Kill kill) {
        LadderCase killed = of(kill);
        JsonNode end = killed.awaitEnd();
        List<GuestCommand> done = killed.guest().commands();
        assertThat(done)
                .as("only the domain instance that was asked")
                .allSatisfy(command -> assertThat(command.domainInstance()).isEqualTo(killed.firstInstance()));
        Map<GuestCommand.Kind, Long> times =
                done.stream().collect(Collectors.groupingBy(GuestCommand::kind, Collectors.counting()));
        assertThat(times.getOrDefault(GuestCommand.Kind.SHUTDOWN, 0L)).isLessThanOrEqualTo(2);
        assertThat(times.getOrDefault(GuestCommand.Kind.SIGTERM, 0L))
                .isLessThanOrEqualTo(times(end, Transition.TERMINATE))
                .isLessThanOrEqualTo(2);
        assertThat(times.getOrDefault(GuestCommand.Kind.SIGKILL, 0L))
                .isLessThanOrEqualTo(times(end, Transition.KILL))
                .isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("kills")
    void theRecordTellsTheWholeWay(Kill kill) {
        LadderCase killed = of(kill);
        JsonNode end = killed.awaitEnd();
        List<String> told =
                Fleet.kinds(end).stream().filter(TRANSITIONS::contains).toList();
        assertThat(withoutRepeats(told))
                .isEqualTo(killed.course().way().stream()
                        .map(Transition::recordKind)
                        .toList());
        Map<Transition, Long> once = killed.course().way().stream()
                .filter(transition -> !AT_LEAST_ONCE.contains(transition))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(once)
                .allSatisfy((transition, times) ->
                        assertThat(times(end, transition)).as("%s", transition).isEqualTo(times));
    }

    @ParameterizedTest
    @EnumSource(
            value = KillPoint.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"TAKEN_NOT_SEEN"})
    void whatIsToComeBackIsWaitedForOnce(KillPoint point) {
        LadderCase killed = of(new Kill(Transition.RESOLVE, point));
        killed.awaitEnd();
        Fleet fleet = killed.fleet();
        assertThat(fleet.rest()
                        .get("/api/v1/restorations/" + killed.assignment())
                        .status())
                .isEqualTo(200);
        assertThat(Fleet.kinds(fleet.assignment(killed.assignment()))).containsOnlyOnce("restoration-waits");
    }

    private static List<String> withoutRepeats(List<String> kinds) {
        return IntStream.range(0, kinds.size())
                .filter(i -> i == 0 || !kinds.get(i).equals(kinds.get(i - 1)))
                .mapToObj(kinds::get)
                .toList();
    }

    private static long times(JsonNode conflict, Transition transition) {
        return Fleet.kinds(conflict).stream()
                .filter(transition.recordKind()::equals)
                .count();
    }
}
