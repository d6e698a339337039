// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.manager.DirectHypervisor.Call;
import io.bailiff.manager.FakeGroup.Move;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What operators say too late changes nothing: the guest has released the group; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class SteeringContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> RUNGS = List.of("REQUESTING", "SHUTTING_DOWN", "DESTROYING");

    private final TestDatabase database;
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    SteeringContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void host() {
        fleet = new Fleet(Managers.on(database));
        fleet.web().behaves(GuestBehaviour.FIRMWARE);
    }

    @AfterEach
    void stop() throws IOException {
        fleet.libvirt().gate(TestHypervisor.Gate.OPEN);
        fleet.libvirt().reachable(true);
        fleet.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"REQUESTING", "SHUTTING_DOWN", "DESTROYING"})
    void noRungIsSkippedOrExtendedWhileTheGroupGoesBack(String rung) {
        String assignment = fleet.active(NIC_0);
        String conflict = on(rung);
        fleet.nic().reattaching(Move.HANGS);
        fleet.web().end();
        fleet.awaitConflict(conflict, "RETURNING");

        assertTooLate(conflict, "RETURNING");

        fleet.nic().reattaching(Move.WORKS);
        fleet.agent().lookAgain();
        assertThat(Fleet.kinds(fleet.awaitConflict(conflict, "RESOLVED")))
                .doesNotContain("rung-fence", "fence-ordered", "rung-extended");
        fleet.awaitState(assignment, "EVICTED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REQUESTING", "SHUTTING_DOWN", "DESTROYING"})
    void noRungIsSkippedOrExtendedWhileTheReleasedGroupIsWaitedFor(String rung) {
        String assignment = fleet.active(NIC_0);
        String conflict = on(rung);
        fleet.agent().silent(true);
        fleet.web().end();
        awaitReleaseOnRecord(assignment);
        assertThat(fleet.state(assignment)).isEqualTo("EVICTING");

        assertTooLate(conflict, rung);

        fleet.agent().silent(false);
        fleet.awaitConflict(conflict, "RESOLVED");
    }

    @Test
    void whileLibvirtIsAwayTheRecordSaysWhetherTheGuestHasReleased() {
        String assignment = fleet.active(NIC_0);
        String conflict = on("REQUESTING");
        fleet.agent().silent(true);
        fleet.web().end();
        awaitReleaseOnRecord(assignment);
        fleet.libvirt().reachable(false);

        assertTooLate(conflict, "REQUESTING");
    }

    @Test
    void aGuestThatIsNotKnownToHaveReleasedCanBeSteeredWhileLibvirtIsAway() {
        fleet.active(NIC_0);
        String conflict = on("REQUESTING");
        fleet.libvirt().reachable(false);

        assertThat(skip(conflict).status()).isEqualTo(202);
        assertThat(fleet.conflict(conflict).get("state").asString()).isEqualTo("SHUTTING_DOWN");
    }

    @Test
    void aProcessThatKeepsTheGroupOpenAfterLibvirtHasForgottenItCanBeSteered() {
        fleet.web().behaves(GuestBehaviour.OBEDIENT).lingering();
        String assignment = fleet.active(NIC_0);
        String conflict = opened();
        await().atMost(PATIENCE)
                .until(() -> fleet.assignment(assignment)
                        .path("problem")
                        .asString("")
                        .contains("guest web1 (qemu-system-x86, process "));

        // A guest that shuts down would close its files by itself.
        fleet.web().behaves(GuestBehaviour.FIRMWARE);
        assertThat(skip(conflict).status()).isEqualTo(202);

        fleet.web().closeLingering();
        fleet.awaitConflict(conflict, "RESOLVED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip", "extend"})
    void aReleaseThatIsNoticedBetweenTheLookAndTheChangeWins(String verb) {
        String assignment = fleet.active(NIC_0);
        String conflict = on("DESTROYING");
        fleet.nic().reattaching(Move.HANGS);
        AtomicBoolean looked = new AtomicBoolean();
        fleet.libvirt().gate(new TestHypervisor.Gate() {
            @Override
            public void after(Call call) {
                boolean operator = !Thread.currentThread().getName().startsWith("db-scheduler");
                if (call == Call.LOOK && operator && looked.compareAndSet(false, true)) {
                    fleet.web().end();
                    fleet.awaitState(assignment, "REATTACHING");
                }
            }
        });

        Rest.Answer answer = verb.equals("skip") ? skip(conflict) : extend(conflict);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(409);
        assertThat(looked).isTrue();
        assertThat(answer.problem()).isEqualTo("too-late");
        fleet.awaitConflict(conflict, "RETURNING");
        fleet.nic().reattaching(Move.WORKS);
        fleet.agent().lookAgain();
        fleet.awaitConflict(conflict, "RESOLVED");
    }

    @Test
    void aGroupThatGoesBackIsNotFencedWhateverAnEarlierVersionWroteDown() {
        String assignment = fleet.active(NIC_0);
        String conflict = on("DESTROYING");
        fleet.nic().reattaching(Move.HANGS);
        fleet.web().end();
        fleet.awaitState(assignment, "REATTACHING");
        fleet.libvirt().reachable(false);
        new JdbcTemplate(Managers.on(database).bean(DataSource.class))
                .update(
                        "update conflict set state = 'FENCING', epoch = epoch + 1 where id = cast(? as uuid)",
                        conflict);

        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> !Fleet.kinds(fleet.conflict(conflict)).contains("fence-ordered"));
        assertThat(fleet.hostView().get("fences")).isEmpty();
        fleet.libvirt().reachable(true);
        fleet.nic().reattaching(Move.WORKS);
        fleet.agent().lookAgain();
        fleet.awaitConflict(conflict, "RESOLVED");
        fleet.awaitState(assignment, "EVICTED");
    }

    private void assertTooLate(String conflict, String rung) {
        List<String> before = rungs(conflict);
        for (Rest.Answer answer : List.of(skip(conflict), extend(conflict))) {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(409);
            assertThat(answer.problem()).isEqualTo("too-late");
        }
        assertThat(fleet.conflict(conflict).get("state").asString()).isEqualTo(rung);
        assertThat(rungs(conflict)).isEqualTo(before);
        assertThat(fleet.hostView().get("fences")).isEmpty();
    }

    /** What operators and deadlines have done about the rungs so far. */
    private List<String> rungs(String conflict) {
        return Fleet.kinds(fleet.conflict(conflict)).stream()
                .filter(kind -> kind.startsWith("rung-"))
                .toList();
    }

    private Rest.Answer skip(String conflict) {
        return fleet.steer(conflict, "skip", Map.of("reason", "no time"));
    }

    private Rest.Answer extend(String conflict) {
        return fleet.steer(conflict, "extend", Map.of("reason", "backup runs", "seconds", 60));
    }

    /** A conflict on this rung, of a guest that answers nothing; its process does not end either. */
    private String on(String rung) {
        String conflict = opened();
        await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() > 0);
        fleet.web().behaves(GuestBehaviour.STUCK);
        for (int next = 1; next <= RUNGS.indexOf(rung); next++) {
            assertThat(skip(conflict).status()).isEqualTo(202);
            fleet.awaitConflict(conflict, RUNGS.get(next));
        }
        if (rung.equals("DESTROYING")) {
            await().atMost(PATIENCE).until(() -> fleet.web().sigterms() > 0);
        }
        return conflict;
    }

    private String opened() {
        return fleet.reclaim(
                NIC_0,
                Map.of(
                        "releaseDeadlineSeconds", 600,
                        "shutdownDeadlineSeconds", 600,
                        "destroyDeadlineSeconds", 600));
    }

    private void awaitReleaseOnRecord(String assignment) {
        await().atMost(PATIENCE)
                .until(() -> Fleet.kinds(fleet.assignment(assignment)).contains("guest-without-functions"));
    }
}
