// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.manager.certificate.HostKey;
import io.bailiff.manager.fleet.StatusChecks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The record of a host names each outage of the agent, of libvirt and of the guard once; the same on every database. The test runs the
 * checks and sets the machine's clock. One manager for all tests, each with a host of its own, because a start takes longer than a test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HostStatusContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Longer than the time after which an agent counts as away. */
    private static final Duration AWAY = Duration.ofSeconds(100);

    private static final int MOST_IN_AN_HOUR = 6;

    private final TestDatabase database;
    private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
    private RunningManager manager;
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    HostStatusContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeAll
    void start(@TempDir Path home) {
        manager = new RunningManager(
                        database, home, "--bailiff.host-status.check=365d", "--bailiff.host-status.settle=0s")
                .wall(() -> Instant.now().plus(passed.get()))
                .start();
    }

    @AfterAll
    void stop() {
        manager.close();
    }

    @BeforeEach
    void join() {
        fleet = new Fleet(manager);
    }

    @AfterEach
    void leave() throws Exception {
        fleet.close();
    }

    @Test
    void anOutageOfTheAgentIsRecordedOnceAlthoughTheManagerRestarts() {
        fleet.agent().silence();
        awaitKinds("agent-away", () -> pass(AWAY));
        check();
        assertThat(recorded()).containsExactly("agent-away");

        restart();
        pass(AWAY);
        check();
        assertThat(recorded()).containsExactly("agent-away");

        fleet.agent().silent(false);
        awaitKinds("agent-back", () -> {});
        check();
        assertThat(recorded()).containsExactly("agent-away", "agent-back");
    }

    @Test
    void aLongStopOfTheManagerIsNoOutageOfAnAgent() {
        fleet.agent().silence();
        manager.stop();
        pass(Duration.ofDays(1));
        manager.start();
        check();
        assertThat(fleet.hostView().get("connected").asBoolean()).isFalse();
        assertThat(recorded()).isEmpty();

        pass(AWAY);
        check();
        assertThat(recorded()).containsExactly("agent-away");
    }

    @Test
    void anOutageOfLibvirtIsRecordedOnceAlthoughTheManagerRestarts() {
        fleet.libvirt().reachable(false);
        check();
        check();
        assertThat(recorded()).containsExactly("libvirt-away");

        restart();
        check();
        assertThat(recorded()).containsExactly("libvirt-away");

        fleet.libvirt().reachable(true);
        awaitKinds("libvirt-back", () -> {});
        check();
        assertThat(recorded()).containsExactly("libvirt-away", "libvirt-back");
    }

    @Test
    void anOutageOfTheGuardIsRecordedOnceAlthoughTheManagerRestarts() {
        fleet.agent().guardWorks(false);
        check();
        fleet.agent().lookAgain();
        check();
        assertThat(recorded()).containsExactly("guard-away");

        restart();
        fleet.agent().lookAgain();
        check();
        assertThat(recorded()).containsExactly("guard-away");

        fleet.agent().guardWorks(true);
        awaitKinds("guard-back", () -> {});
        check();
        assertThat(recorded()).containsExactly("guard-away", "guard-back");
    }

    @Test
    void aGuardThatFailsAgainAndAgainDoesNotFillTheRecord() {
        for (int outage = 0; outage < MOST_IN_AN_HOUR + 3; outage++) {
            guard(false);
            guard(true);
        }
        assertThat(recorded()).hasSize(2 * MOST_IN_AN_HOUR);

        guard(false);
        assertThat(recorded()).hasSize(2 * MOST_IN_AN_HOUR);
        pass(Duration.ofMinutes(61));
        fleet.agent().lookAgain();
        check();
        assertThat(recorded()).hasSize(2 * MOST_IN_AN_HOUR + 1).endsWith("guard-away");
    }

    @Test
    void aHostThatWasNeverSeenHasNoOutage() {
        String host = "never-" + fleet.host();
        String token = JoinedHost.token(manager, Map.of("host", host));
        HostKey key = HostKey.make();
        assertThat(manager.agents(AgentTlsClient.stranger())
                        .post("/agent/v1/join", JoinedHost.request(host, token, key))
                        .status())
                .isEqualTo(200);
        manager.hypervisors().of(host).reachable(false);
        pass(AWAY);
        check();
        assertThat(kinds(host)).containsExactly("host-joined");
    }

    @Test
    void theRecordOfAHostIsReadNewestFirstAndLimited() {
        guard(false);
        guard(true);
        assertThat(kinds(fleet.host())).containsExactly("guard-back", "guard-away", "host-joined");
        JsonNode newest = manager.rest().get(record(fleet.host()) + "?limit=1").items();
        assertThat(newest).hasSize(1);
        assertThat(newest.get(0).get("kind").asString()).isEqualTo("guard-back");
        assertThat(newest.get(0).get("host").asString()).isEqualTo(fleet.agent().hostId());
        assertThat(newest.get(0).get("actor").asString()).isEqualTo("agent of " + fleet.host());

        assertThat(manager.rest().get(record(fleet.host()) + "?limit=501").problem())
                .isEqualTo("invalid-field");
        assertThat(manager.rest().get(record("nowhere")).problem()).isEqualTo("unknown-host");
    }

    private void guard(boolean works) {
        fleet.agent().guardWorks(works);
        check();
    }

    private void check() {
        StatusChecks.run(manager);
    }

    private void pass(Duration time) {
        passed.updateAndGet(time::plus);
    }

    private void restart() {
        manager.stop();
        manager.start();
    }

    /** Checks again and again until the newest entry has this kind: a poll in progress may end after the agent became silent. */
    private void awaitKinds(String kind, Runnable before) {
        await().atMost(PATIENCE).until(() -> {
            before.run();
            check();
            return kinds(fleet.host()).get(0).equals(kind);
        });
    }

    /** The kinds of the entries after the join, the oldest first. */
    private List<String> recorded() {
        List<String> kinds = new ArrayList<>(kinds(fleet.host()));
        Collections.reverse(kinds);
        assertThat(kinds.remove(0)).isEqualTo("host-joined");
        return kinds;
    }

    private List<String> kinds(String host) {
        return manager.rest()
                .get(record(host))
                .items()
                .valueStream()
                .map(entry -> entry.get("kind").asString())
                .toList();
    }

    private static String record(String host) {
        return "/api/v1/hosts/" + host + "/record";
    }
}
