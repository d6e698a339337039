// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import static io.bailiff.agent.link.RunningAgent.PORT_0;
import static io.bailiff.agent.link.RunningAgent.PORT_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.HealthEvent.Kind;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.sim.SimStranger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Defects of functions in the reports of an agent: the kernel's error recovery, removals, silent functions and slower links. */
@Tag("jdk")
class AgentHealthTest {

    private static final String DEVICES = "/sys/bus/pci/devices/";

    @TempDir
    private Path state = Path.of("");

    private final FakeManager manager = manager();
    private RunningAgent agent = new RunningAgent(manager.uri(), state);

    @BeforeEach
    void boot() {
        agent = new RunningAgent(manager.uri(), state);
    }

    @AfterEach
    void nothingWasEverLoose() {
        agent.close();
        manager.close();
    }

    @Test
    void everyStepOfTheKernelsRecoveryIsAnEventThatRefusesTheGroup() throws Exception {
        agent.start();
        eventually(() -> !manager.reports.isEmpty());

        agent.sim.kernel().recoverFromError(PORT_0, "BEGIN_RECOVERY");
        agent.sim.kernel().recoverFromError(PORT_0, "BEGIN_RECOVERY");
        agent.sim.kernel().recoverFromError(PORT_0, "SUCCESSFUL_RECOVERY");
        agent.sim.kernel().recoverFromError(PORT_1, "FAILED_RECOVERY");

        eventually(() -> kinds(PORT_0).equals(List.of(Kind.RECOVERY_BEGUN, Kind.RECOVERED))
                && kinds(PORT_1).equals(List.of(Kind.RECOVERY_FAILED))
                && refusals() == 3);
        assertThat(events(PORT_0).get(0).count()).isEqualTo(2);
    }

    @Test
    void anAcknowledgedEventIsGoneAndStaysGone() throws Exception {
        agent.start();
        eventually(() -> !manager.reports.isEmpty());
        agent.sim.kernel().recoverFromError(PORT_0, "FAILED_RECOVERY");
        eventually(() -> refusals() == 1);

        manager.acknowledge(events(PORT_0).get(0).id());

        eventually(() -> events(PORT_0).isEmpty() && refusals() == 0);
        int before = manager.reports.size();
        agent.restart();
        eventually(() -> manager.reports.size() > before);
        assertThat(events(PORT_0)).isEmpty();
        manager.want(agent.order("op-1", Want.DETACHED));
        eventually(() -> isReported("op-1", Status.DONE));
    }

    @Test
    void anEventOutlivesTheAgentAndKeepsTheFunctionFromALoan() throws Exception {
        agent.start();
        eventually(() -> !manager.reports.isEmpty());
        agent.sim.kernel().recoverFromError(PORT_0, "SUCCESSFUL_RECOVERY");
        eventually(() -> !events(PORT_0).isEmpty());

        agent.restart();
        manager.want(agent.order("op-1", Want.DETACHED));

        eventually(() -> isReported("op-1", Status.FAILED));
        assertThat(kinds(PORT_0)).containsExactly(Kind.RECOVERED);
    }

    @Test
    void aLentFunctionThatVanishesWithoutAClaimIsAnEvent() throws Exception {
        lend();

        agent.sim.files().write(DEVICES + PORT_0 + "/remove", "1");

        eventually(() -> kinds(PORT_0).equals(List.of(Kind.REMOVED)));
        assertThat(events(PORT_1)).isEmpty();
    }

    @Test
    void aRemovalThatWasLetThroughIsNoEvent() throws Exception {
        lend();
        SimStranger remover = SimStranger.run(agent.sim, "echo 1 > " + DEVICES + PORT_0 + "/remove");
        eventually(() -> !manager.last().orElseThrow().claims().isEmpty());

        manager.want(agent.order("op-2", Want.WITH_HOST));

        assertThat(remover.failure()).isEmpty();
        eventually(() -> isReported("op-2", Status.DONE));
        assertThat(manager.last().orElseThrow().health()).isEmpty();
    }

    @Test
    void aLentFunctionThatStopsAnsweringIsOneEvent() throws Exception {
        lend();

        agent.sim.kernel().faults().silence(PORT_0);

        eventually(() -> kinds(PORT_0).equals(List.of(Kind.STOPPED_ANSWERING)));
        int before = manager.reports.size();
        agent.sim.kernel().recoverFromError(PORT_1, "BEGIN_RECOVERY");
        eventually(() -> manager.reports.size() > before && !events(PORT_1).isEmpty());
        assertThat(events(PORT_0).get(0).count()).isEqualTo(1);
    }

    @Test
    void aLinkThatIsSlowerAfterARecoveryIsAnEvent() throws Exception {
        agent.sim.kernel().trainLink(PORT_0, "16.0 GT/s PCIe", 8);
        agent.sim.kernel().trainLink(PORT_1, "16.0 GT/s PCIe", 8);
        lend();
        agent.sim.kernel().trainLink(PORT_0, "16.0 GT/s PCIe", 4);

        agent.sim.kernel().recoverFromError(PORT_0, "SUCCESSFUL_RECOVERY");
        agent.sim.kernel().recoverFromError(PORT_1, "SUCCESSFUL_RECOVERY");

        eventually(() -> kinds(PORT_0).equals(List.of(Kind.RECOVERED, Kind.LINK_DEGRADED))
                && kinds(PORT_1).equals(List.of(Kind.RECOVERED)));
        assertThat(events(PORT_0).get(1).detail()).contains("16.0 GT/s x8", "16.0 GT/s x4");
    }

    private void lend() throws Exception {
        agent.start();
        manager.want(agent.order("op-1", Want.DETACHED));
        eventually(() -> isReported("op-1", Status.DONE));
    }

    private List<Kind> kinds(PciAddress function) {
        return events(function).stream().map(HealthEvent::kind).toList();
    }

    private List<HealthEvent> events(PciAddress function) {
        return manager.last().map(HostReport::health).orElse(List.of()).stream()
                .filter(event -> event.function().equals(function))
                .toList();
    }

    private long refusals() {
        return manager.last().orElseThrow().groups().stream()
                .flatMap(group -> group.refusals().stream())
                .filter(refusal -> refusal.code() == Refusal.Code.HEALTH_EVENT)
                .count();
    }

    private boolean isReported(String operation, Status status) {
        return manager.outcome(operation)
                .filter(outcome -> outcome.status() == status)
                .isPresent();
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(30)).until(condition);
    }

    private static FakeManager manager() {
        try {
            return new FakeManager();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
