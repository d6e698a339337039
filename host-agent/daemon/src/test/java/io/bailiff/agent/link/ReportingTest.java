// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import static io.bailiff.agent.link.RunningAgent.PORT_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.state.DiskFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The times of an agent's reports, and the reports after a rejection. */
class ReportingTest {

    @TempDir
    private Path state = Path.of("");

    private FakeManager manager;
    private RunningAgent agent;

    @SuppressWarnings("NullAway.Init")
    ReportingTest() {}

    @BeforeEach
    void boot() throws IOException {
        manager = new FakeManager();
        agent = new RunningAgent(manager.uri(), state);
    }

    @AfterEach
    void stop() {
        agent.close();
        manager.close();
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(10))
                .until(condition);
    }

    private void start() throws IOException {
        agent.start();
        eventually(() -> !manager.reports.isEmpty());
    }

    private Optional<ReportNotes.Stored> notes() throws IOException {
        return new StateStore<>(state.resolve(ReportNotes.FILE), ReportNotes.Stored.class, new DiskFiles()).read();
    }

    @Test
    void aReportIsSentForAChangeAndNotForAPoll() throws IOException {
        start();
        int polls = manager.polls.get();
        eventually(() -> manager.polls.get() > polls + 4);
        // The first survey after the first answer to a poll may add a report.
        List<HostReport> facts = manager.reports.stream().map(HostReport::facts).toList();
        assertThat(facts).doesNotHaveDuplicates();

        agent.sim.kernel().recoverFromError(PORT_0, "SUCCESSFUL_RECOVERY");
        eventually(() -> manager.last().orElseThrow().health().size() == 1);
    }

    @Test
    void aManagerThatAsksGetsTheSameFactsAgain() throws IOException {
        start();
        int before = manager.reports.size();
        int polls = manager.polls.get();
        manager.wantsReport = true;
        eventually(() -> manager.reports.size() > before + 3);
        // Without the wish, the same facts are sent after many more polls.
        assertThat(manager.polls.get() - polls).isLessThan(40);
    }

    @Test
    void aWishForLibvirtWithoutOrdersIsTaken() throws IOException {
        start();
        manager.wantsLibvirt = true;
        eventually(() -> manager.knownLibvirtWanted);
        manager.wantsLibvirt = false;
        eventually(() -> !manager.knownLibvirtWanted);
    }

    @Test
    void anEntryThatTheManagerRejectsIsLeftOutAndTheOtherFactsArrive() throws IOException {
        start();
        manager.rejection = report -> report.health().isEmpty() ? Optional.empty() : Optional.of("health[0].kind");
        agent.sim.kernel().recoverFromError(PORT_0, "SUCCESSFUL_RECOVERY");
        eventually(() -> notes().map(notes -> notes.rejectedEntries().size()).orElse(0) == 1);

        manager.want(agent.order("op-1", Want.DETACHED));
        eventually(() -> manager.outcome("op-1").isPresent());
        assertThat(manager.last().orElseThrow().health()).isEmpty();

        manager.rejection = report -> Optional.empty();
        agent.sim.kernel().recoverFromError(PORT_0, "SUCCESSFUL_RECOVERY");
        eventually(() -> manager.last().orElseThrow().health().size() == 1);
        eventually(() -> notes().orElseThrow().isEmpty());
    }

    @Test
    void afterARejectionOfTheWholeReportANewFactIsSentAtOnce() throws IOException {
        start();
        AtomicInteger tries = new AtomicInteger();
        manager.rejection = report -> {
            tries.incrementAndGet();
            return report.health().isEmpty() ? Optional.of("groups[0].state") : Optional.empty();
        };
        manager.wantsReport = true;
        eventually(() -> tries.get() > 0);
        manager.wantsReport = false;
        eventually(() -> notes().map(ReportNotes.Stored::rejection).isPresent());

        agent.sim.kernel().recoverFromError(PORT_0, "SUCCESSFUL_RECOVERY");
        eventually(() -> manager.last().orElseThrow().health().size() == 1);
        eventually(() -> notes().orElseThrow().isEmpty());
    }

    @Test
    void anAgentThatHasLostItsStartGoesOnAfterTheStartThatTheManagerKnows() throws IOException {
        start();
        Instant known = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MICROS);
        manager.otherStart = known;
        agent.sim.kernel().recoverFromError(PORT_0, "SUCCESSFUL_RECOVERY");
        eventually(() -> manager.last().orElseThrow().agentStart().isAfter(known));
        int before = manager.reports.size();
        agent.restart();
        eventually(() -> manager.reports.size() > before);
        assertThat(manager.last().orElseThrow().agentStart()).isAfter(known.plusNanos(1000));
    }
}
