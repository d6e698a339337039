// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.agent.sim.GuestBehaviour.DEAF;
import static io.bailiff.agent.sim.GuestBehaviour.FIRMWARE;
import static io.bailiff.agent.sim.GuestBehaviour.OBEDIENT;
import static io.bailiff.agent.sim.GuestBehaviour.STOPPED;
import static io.bailiff.agent.sim.GuestBehaviour.STUCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.manager.api.ConflictState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * All groups of all hosts are claimed at once, and none of the conflicts is lost. {@code -Dbailiff.crowd=200} takes as many
 * hosts, and five times as many conflicts.
 */
abstract class ManyConflictsContract {

    private static final int HOSTS = Integer.getInteger("bailiff.crowd", 20);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final TestDatabase database;
    private RunningManager manager;
    private List<CrowdedHost> hosts = List.of();

    @SuppressWarnings("NullAway.Init")
    ManyConflictsContract(TestDatabase database) {
        this.database = database;
    }

    /** How one of them ends, for the n-th host and its i-th guest. */
    private record Fate(GuestBehaviour guest, ConflictState end) {

        static Fate of(int host, int i) {
            boolean even = host % 2 == 0;
            return switch (i) {
                case 0 -> new Fate(OBEDIENT, ConflictState.RESOLVED);
                case 1 -> new Fate(DEAF, ConflictState.RESOLVED);
                case 2 -> new Fate(FIRMWARE, ConflictState.RESOLVED);
                case 3 -> even ? new Fate(STUCK, ConflictState.FENCED) : new Fate(STOPPED, ConflictState.RESOLVED);
                default -> new Fate(DEAF, even ? ConflictState.DENIED : ConflictState.WITHDRAWN);
            };
        }

        static List<Fate> of(int host) {
            return IntStream.range(0, CrowdedHost.GROUPS)
                    .mapToObj(i -> of(host, i))
                    .toList();
        }
    }

    @BeforeEach
    void lend(@TempDir Path home) {
        manager = new RunningManager(
                        database,
                        home,
                        "--bailiff.database.longest-wait=30s",
                        "--bailiff.assignment.attach-deadline=1h",
                        "--bailiff.assignment.detach-deadline=1h",
                        "--bailiff.ladder.release-deadline=2s",
                        "--bailiff.ladder.shutdown-deadline=2s",
                        "--bailiff.ladder.destroy-deadline=2s",
                        "--logging.level.io.bailiff.manager.conflict.FenceRung=off")
                .start();
        hosts = IntStream.range(0, HOSTS).parallel().mapToObj(this::host).toList();
    }

    private CrowdedHost host(int number) {
        CrowdedHost host = new CrowdedHost(
                        manager, Fate.of(number).stream().map(Fate::guest).toList())
                .lendAll();
        boolean denied = Fate.of(number, 4).end() == ConflictState.DENIED;
        host.policy(4, denied ? Map.of("shutdown", "never") : Map.of("releaseDeadlineSeconds", 3600));
        return host;
    }

    @AfterEach
    void close() throws IOException {
        for (CrowdedHost host : hosts) {
            host.close();
        }
        manager.close();
    }

    @Test
    void allConflictsThatAreOpenedAtOnceComeToTheirEnds() {
        hosts.parallelStream().forEach(this::claimAll);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(outcomes()).isEqualTo(expected()));
        for (int number = 0; number < HOSTS; number++) {
            CrowdedHost host = hosts.get(number);
            List<JsonNode> assignments = host.assignments();
            for (int i = 0; i < CrowdedHost.GROUPS; i++) {
                endedAs(
                        Fate.of(number, i),
                        host.loans().get(i),
                        assignments.get(i).get("state").asString());
            }
        }
    }

    /** Where the claimant gives up it does so when the guest has been asked. */
    private void claimAll(CrowdedHost host) {
        List<String> claims = host.claimAll();
        if (Fate.of(hosts.indexOf(host), 4).end() == ConflictState.WITHDRAWN) {
            await().atMost(PATIENCE).until(() -> host.loans().get(4).guest().releaseRequests() > 0);
            host.agent().withdraw(claims.get(4));
        }
    }

    private Map<String, Long> outcomes() {
        return hosts.stream()
                .flatMap(host -> host.conflicts().stream())
                .collect(Collectors.groupingBy(conflict -> conflict.get("state").asString(), Collectors.counting()));
    }

    private static Map<String, Long> expected() {
        return IntStream.range(0, HOSTS)
                .boxed()
                .flatMap(number -> Fate.of(number).stream())
                .collect(Collectors.groupingBy(fate -> fate.end().name(), Collectors.counting()));
    }

    private static void endedAs(Fate fate, CrowdedHost.Loan loan, String assignment) {
        switch (fate.end()) {
            case RESOLVED -> {
                assertThat(assignment).isEqualTo("EVICTED");
                assertThat(loan.group().state()).isEqualTo(GroupState.WITH_HOST);
                assertThat(loan.guest().seen().liveDevices()).isEmpty();
                assertThat(loan.guest().running()).isEqualTo(fate.guest() == OBEDIENT);
            }
            case FENCED -> {
                assertThat(assignment).isEqualTo("EVICTING");
                assertThat(loan.group().fenced()).isTrue();
            }
            default -> {
                assertThat(assignment).isIn("ACTIVE", "ATTACHING");
                assertThat(loan.group().state()).isEqualTo(GroupState.DETACHED);
                assertThat(loan.guest().seen().liveDevices()).hasSize(1);
            }
        }
        assertThat(loan.guest().shutdownRequests()).isLessThanOrEqualTo(2);
        assertThat(loan.guest().sigterms()).isLessThanOrEqualTo(1);
        assertThat(loan.guest().sigkills()).isLessThanOrEqualTo(1);
    }
}
