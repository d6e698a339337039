package io.bailiff.agent.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OpenGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What of the simulated gate the contract does not say. */
class SimGateTest {

    private static final PciAddress PORT = PciAddress.parse("0000:02:01.0");
    private static final String UNBIND = "/sys/bus/pci/drivers/e1000/unbind";
    private static final String OVERRIDE = "/sys/bus/pci/devices/" + PORT + "/driver_override";

    private final SimHost host = SimHost.demo(KernelFlavour.PANICS);

    @Test
    void withNoSurvivorTheDeathOfTheAgentLetsTheOpensGoOn() throws Exception {
        SimGate gate = host.gate(false);
        gate.hold(UNBIND);
        SimStranger read = unbind();
        openings(gate, 1);
        SimStranger unread = SimStranger.run(host, "echo " + PORT + " > " + UNBIND);
        await().until(() ->
                host.files().read("/proc/" + unread.pid() + "/status").contains("State:\tD"));
        gate.abandon();
        assertThat(List.of(read.failure(), unread.failure()))
                .containsExactlyInAnyOrder("", "bash: echo: write error: No such device");
        assertThat(host.gate(false).inherited()).isFalse();
        assertThat(unbind().failure()).contains("No such device");
    }

    @Test
    void aSurvivorIsNamedAndWhatItsAbsenceMeansIsSaid() {
        try (SimGate survives = host.gate(true);
                SimGate dies = host.gate(false)) {
            assertThat(survives.survivor()).isEqualTo("the simulation");
            assertThat(dies.survivor()).startsWith("nothing").contains("go on");
        }
    }

    @Test
    void aGateThatIsClosedLeavesNothingToInherit() throws HostFileException {
        SimGate gate = host.gate(true);
        gate.hold(UNBIND);
        gate.close();
        gate.close();
        gate.abandon();
        SimGate next = host.gate(true);
        assertThat(next.inherited()).isFalse();
        assertThatThrownBy(() -> gate.await(Duration.ZERO)).isInstanceOf(HostFileException.class);
        next.close();
    }

    @Test
    void anInheritedGateGivesNothingBeforeItIsSaidWhatToGoOnWith() throws Exception {
        host.gate(true).abandon();
        SimGate next = host.gate(true);
        assertThatThrownBy(() -> next.await(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
        next.takeOver(Set.of(4711L));
        assertThat(next.await(Duration.ZERO)).isEmpty();
        next.close();
    }

    @Test
    void theAgentItselfIsNeverHeldNorToldOf() throws Exception {
        try (SimGate gate = host.gate(true)) {
            gate.hold(OVERRIDE);
            gate.tellWrites(OVERRIDE);
            host.files().write(OVERRIDE, "none");
            host.filesAs(SimProcesses.SELF).write(OVERRIDE, "other");
            assertThat(host.files().read(OVERRIDE)).isEqualTo("other");
            assertThat(gate.await(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void libvirtsDaemonIsHeldLikeAnyOther() throws Exception {
        try (SimGate gate = host.gate(true)) {
            gate.hold(OVERRIDE);
            Thread daemon = new Thread(() -> assertThatThrownBy(
                            () -> host.filesAs(SimProcesses.LIBVIRTD).write(OVERRIDE, "none"))
                    .hasMessageContaining("Operation not permitted (EPERM)"));
            daemon.start();
            OpenGate.Opening opening = openings(gate, 1).get(0);
            assertThat(opening.pid()).isEqualTo(SimProcesses.LIBVIRTD);
            gate.deny(opening.ticket());
            daemon.join();
            assertThat(host.files().read(OVERRIDE)).isEqualTo("(null)");
        }
    }

    @Test
    void writesOfOneProcessThatNobodyHasReadOfAreOneEvent() throws Exception {
        try (SimGate gate = host.gate(true)) {
            gate.tellWrites(OVERRIDE);
            host.filesAs(SimProcesses.LIBVIRTD).write(OVERRIDE, "none");
            host.filesAs(SimProcesses.LIBVIRTD).write(OVERRIDE, "\n");
            String real = host.files().realPath(OVERRIDE).orElseThrow();
            assertThat(gate.await(Duration.ZERO)).containsExactly(new OpenGate.Written(SimProcesses.LIBVIRTD, real));
        }
    }

    @Test
    void aGateCanLoseWritesButSaysSo() throws Exception {
        try (SimGate gate = host.gate(true)) {
            gate.tellWrites(OVERRIDE);
            gate.loseNextWrites(2);
            for (int round = 0; round < 3; round++) {
                host.filesAs(SimProcesses.LIBVIRTD).write(OVERRIDE, "none");
            }
            assertThat(gate.await(Duration.ZERO)).hasSize(2).first().isEqualTo(new OpenGate.Lost());
        }
    }

    @Test
    void anOpenWaitsForEveryGateThatHoldsTheFile() throws Exception {
        try (SimGate first = host.gate(true);
                SimGate second = host.gate(true)) {
            first.hold(UNBIND);
            second.hold(UNBIND);
            SimStranger stranger = unbind();
            first.allow(openings(first, 1).get(0).ticket());
            second.deny(openings(second, 1).get(0).ticket());
            assertThat(stranger.failure()).contains("Operation not permitted");
        }
    }

    @Test
    void anOpenThatIsKilledBeforeItWasReadOfIsNeverTold() throws Exception {
        try (SimGate gate = host.gate(true)) {
            gate.hold(UNBIND);
            SimStranger stranger = unbind();
            await().until(() ->
                    host.files().read("/proc/" + stranger.pid() + "/status").contains("State:\tD"));
            stranger.kill();
            assertThat(stranger.failure()).isEqualTo("Killed");
            assertThat(gate.await(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void aGateOfAHostThatHasCrashedDoesNotWorkAnyMore() throws Exception {
        SimGate gate = host.gate(true);
        host.files().load("vfio-pci");
        Hands hands = new Hands(host.files());
        PciAddress sibling = PciAddress.parse("0000:02:01.1");
        hands.move(PORT, "e1000", "vfio-pci");
        hands.move(sibling, "e1000", "vfio-pci");
        host.kernel().vfio().open(4242, PORT);
        SimStranger claim = SimStranger.run(host, HostClaim.script(host.kernel(), sibling));
        assertThatThrownBy(claim::failure).hasMessageContaining("kernel BUG");
        assertThatThrownBy(() -> gate.await(Duration.ofSeconds(10)))
                .isInstanceOf(HostFileException.class)
                .hasMessageContaining("kernel BUG");
        gate.close();
    }

    private SimStranger unbind() {
        return SimStranger.run(host, "echo " + PORT + " > " + UNBIND);
    }

    private static List<OpenGate.Opening> openings(OpenGate gate, int count) throws Exception {
        List<OpenGate.Opening> found = new ArrayList<>();
        await().until(() -> {
            for (OpenGate.Event event : gate.await(Duration.ofSeconds(1))) {
                found.add((OpenGate.Opening) event);
            }
            return found.size() == count;
        });
        return found;
    }
}
