// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static io.bailiff.agent.group.TestHost.BRIDGE;
import static io.bailiff.agent.group.TestHost.PORT_0;
import static io.bailiff.agent.group.TestHost.PORT_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimOperation;
import io.bailiff.agent.sim.SimTopology;
import io.bailiff.agent.sim.SimUevent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A group goes away and comes back, whole. */
class GroupMoveTest {

    private static final Binding AWAY = new Binding("vfio-pci", "vfio-pci");

    @TempDir
    private Path state = Path.of("");

    private TestHost host = TestHost.with(state);

    @BeforeEach
    void boot() {
        host = TestHost.with(state);
    }

    @AfterEach
    void nothingWasEverLoose() {
        host.close();
    }

    @Test
    void aDetachPinsAndBindsEveryEndpointAndLeavesTheBridge() throws Exception {
        Binding bridge = host.binding(BRIDGE);

        assertThat(host.detachNic()).isEqualTo(new MoveOutcome.Done("Detached."));

        assertThat(host.binding(PORT_0)).isEqualTo(AWAY);
        assertThat(host.binding(PORT_1)).isEqualTo(AWAY);
        assertThat(host.binding(BRIDGE)).isEqualTo(bridge);
        assertThat(host.report(PORT_0).state()).isEqualTo(GroupState.DETACHED);
        assertThat(host.report(PORT_0).owner()).isEqualTo("command line");
    }

    @ParameterizedTest
    @EnumSource(KernelFlavour.class)
    void aReattachLeavesEveryFunctionOfTheHostAsItWas(KernelFlavour flavour) throws Exception {
        host = TestHost.with(state, flavour, SimTopology.demo());
        Map<PciAddress, Binding> before = host.bindings();

        host.detachNic();
        assertThat(host.bindings()).isNotEqualTo(before);
        assertThat(host.reattachNic()).isEqualTo(new MoveOutcome.Done("Reattached."));

        assertThat(host.bindings()).isEqualTo(before);
        assertThat(host.groups.journals().groups()).isEmpty();
        assertThat(host.report(PORT_0).state()).isEqualTo(GroupState.WITH_HOST);
    }

    @Test
    void anOverrideThatSomebodyElseHadSetComesBack() throws Exception {
        host.write("/sys/bus/pci/devices/" + PORT_1 + "/driver_override", "e1000");
        Map<PciAddress, Binding> before = host.bindings();

        host.detachNic();
        assertThat(host.binding(PORT_1)).isEqualTo(AWAY);
        host.reattachNic();

        assertThat(host.bindings()).isEqualTo(before);
    }

    @Test
    void aMemberThatSomebodyElseHadPinnedToVfioStaysThere() throws Exception {
        pinToVfio(PORT_1);
        Map<PciAddress, Binding> before = host.bindings();
        assertThat(host.report(PORT_0).state()).isEqualTo(GroupState.MIXED);

        assertThat(host.detachNic()).isInstanceOf(MoveOutcome.Done.class);
        assertThat(host.reattachNic()).isInstanceOf(MoveOutcome.Done.class);

        assertThat(host.bindings()).isEqualTo(before);
    }

    @Test
    void aMemberWithoutDriverIsPinnedAndBoundAndLosesItsDriverAgain() throws Exception {
        host.write("/sys/bus/pci/devices/" + PORT_1 + "/driver_override", "none");
        host.write("/sys/bus/pci/drivers/e1000/unbind", PORT_1.toString());
        Map<PciAddress, Binding> before = host.bindings();

        host.detachNic();
        assertThat(host.binding(PORT_1)).isEqualTo(AWAY);
        host.reattachNic();

        assertThat(host.bindings()).isEqualTo(before);
        assertThat(host.binding(PORT_1)).isEqualTo(new Binding(null, "none"));
    }

    @Test
    void aMemberThatWaitedForItsDriversModuleStaysOnTheDriver() throws Exception {
        host.write("/sys/bus/pci/devices/" + PORT_1 + "/driver_override", "vfio-pci");
        host.write("/sys/bus/pci/drivers/e1000/unbind", PORT_1.toString());

        host.detachNic();
        host.reattachNic();

        assertThat(host.binding(PORT_1)).isEqualTo(AWAY);
    }

    @Test
    void noMemberGoesToTheHostWhileAnotherIsStillOnVfio() throws Exception {
        host = TestHost.with(state, KernelFlavour.PANICS, SimTopology.demo());
        host.detachNic();
        host.sim.kernel().faults().delay(SimOperation.DRIVER_REMOVE, PORT_1, Duration.ofMillis(100));
        long before = host.sim.kernel().ueventsAfter(0).size();

        host.reattachNic();

        List<String> actions = host.sim.kernel().ueventsAfter(0).stream()
                .skip(before)
                .map(SimUevent::action)
                .filter(action -> action.equals("bind") || action.equals("unbind"))
                .toList();
        assertThat(actions).containsExactly("unbind", "unbind", "bind", "bind");
    }

    @Test
    void membersLeaveTheHostAllAtOnce() throws Exception {
        CountDownLatch unbinds = new CountDownLatch(2);
        TestHost watched = host.seenThrough(new AroundWrites(host.files, "/e1000/unbind", write -> {
            unbinds.countDown();
            assertThat(unbinds.await(20, TimeUnit.SECONDS))
                    .as("both are under way")
                    .isTrue();
            write.run();
        }));

        assertThat(watched.detachNic()).isEqualTo(new MoveOutcome.Done("Detached."));
        watched.close();
    }

    @Test
    void membersJoinVfioOneAfterTheOther() throws Exception {
        AtomicInteger inProgress = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        host.sim.kernel().faults().delay(SimOperation.DRIVERS_PROBE, PORT_0, Duration.ofMillis(200));
        TestHost watched = host.seenThrough(new AroundWrites(host.files, "/drivers_probe", write -> {
            most.accumulateAndGet(inProgress.incrementAndGet(), Math::max);
            write.run();
            inProgress.decrementAndGet();
        }));

        assertThat(watched.detachNic()).isEqualTo(new MoveOutcome.Done("Detached."));
        assertThat(most).hasValue(1);
        watched.close();
    }

    /** Some kernels count the bridge against the group, others crash if a function is plugged in below the bridge. */
    @ParameterizedTest
    @EnumSource
    void aBridgeWithAHotPlugControllerIsStubbedAndComesBack(KernelFlavour flavour) throws Exception {
        host = TestHost.with(state, flavour, SimTopology.withHotPlugBridge());
        Map<PciAddress, Binding> before = host.bindings();
        assertThat(before.get(BRIDGE)).isEqualTo(new Binding("shpchp", null));

        host.detachNic();
        assertThat(host.binding(BRIDGE)).isEqualTo(new Binding("pci-stub", "pci-stub"));
        host.reattachNic();

        assertThat(host.bindings()).isEqualTo(before);
    }

    @Test
    void aFunctionWithAVariantDriverGetsIt() throws Exception {
        host = TestHost.with(state, KernelFlavour.REFUSES, SimTopology.withVariantDriver());
        PciAddress virtualFunction = PciAddress.parse("0000:0a:00.2");

        host.groups
                .operations()
                .detach(
                        new DetachRequest(host.group(virtualFunction).fingerprint(), "command line", "operation-1"),
                        StepListener.none());

        assertThat(host.binding(virtualFunction)).isEqualTo(new Binding("mlx5_vfio_pci", "mlx5_vfio_pci"));
    }

    @Test
    void thePlanIsWhatIsDone() throws Exception {
        List<String> planned = host.report(PORT_0).detachPlan().stream()
                .filter(step -> step.address().equals(PORT_0))
                .map(step -> step.action() + " " + step.text())
                .toList();
        RecordedSteps steps = new RecordedSteps();

        host.groups.operations().detach(new DetachRequest(host.nic(), "command line", "operation-1"), steps);

        assertThat(planned)
                .containsExactly(
                        "PIN driver_override = vfio-pci (was not set)",
                        "UNBIND unbind from e1000",
                        "PROBE bind to vfio-pci",
                        "VERIFY verify that vfio-pci is bound");
        assertThat(steps.doneTo(PORT_0)).isEqualTo(planned);
    }

    private void pinToVfio(PciAddress address) throws HostFileException {
        host.sim.files().load("vfio-pci");
        host.write("/sys/bus/pci/devices/" + address + "/driver_override", "vfio-pci");
        host.write("/sys/bus/pci/drivers/e1000/unbind", address.toString());
        host.write("/sys/bus/pci/drivers_probe", address.toString());
        assertThat(host.binding(address)).isEqualTo(AWAY);
    }
}
