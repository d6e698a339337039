// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static io.bailiff.agent.group.TestHost.PORT_0;
import static io.bailiff.agent.group.TestHost.PORT_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimErrno;
import io.bailiff.agent.sim.SimOperation;
import io.bailiff.agent.sim.SimTopology;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a member does not come along, the whole group goes back to where it was; and when even that fails, that is known. */
class GroupUndoTest {

    @TempDir
    private Path state = Path.of("");

    private TestHost host = TestHost.with(state);
    private Map<PciAddress, Binding> atFirst = Map.of();

    @BeforeEach
    void boot() throws Exception {
        host = TestHost.with(state);
        atFirst = host.bindings();
    }

    @AfterEach
    void nothingWasEverLoose() {
        host.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = SimOperation.class,
            names = {"OVERRIDE", "UNBIND", "DRIVERS_PROBE"})
    void aSiblingThatFailsAtAnyStepBringsTheWholeGroupHome(SimOperation operation) throws Exception {
        host.sim.kernel().faults().failOnce(operation, PORT_1, SimErrno.EINVAL);

        MoveOutcome outcome = host.detachNic();

        assertThat(outcome).isInstanceOf(MoveOutcome.Undone.class);
        assertThat(outcome.message()).contains(PORT_1.toString());
        assertThat(host.bindings()).isEqualTo(atFirst);
        assertThat(host.groups.journals().groups()).isEmpty();
    }

    @Test
    void aProbeThatSucceedsWithoutBindingIsAFailure() throws Exception {
        host.sim.kernel().faults().failProbe("vfio-pci", PORT_1, SimErrno.EINVAL);

        MoveOutcome outcome = host.detachNic();

        assertThat(outcome).isInstanceOf(MoveOutcome.Undone.class);
        assertThat(host.bindings()).isEqualTo(atFirst);
    }

    @Test
    void aReattachThatFailsLeavesTheGroupDetached() throws Exception {
        host.detachNic();
        host.sim.kernel().faults().failProbe("e1000", PORT_1, SimErrno.EIO);

        MoveOutcome outcome = host.reattachNic();

        assertThat(outcome).isInstanceOf(MoveOutcome.Undone.class);
        assertThat(host.report(PORT_0).state()).isEqualTo(GroupState.DETACHED);

        host.sim.kernel().faults().clear();
        assertThat(host.reattachNic()).isInstanceOf(MoveOutcome.Done.class);
        assertThat(host.bindings()).isEqualTo(atFirst);
    }

    @Test
    void aGroupThatIsStuckStaysKnownUntilRecoveryBringsItHome() throws Exception {
        host.sim.kernel().faults().failProbe("vfio-pci", PORT_1, SimErrno.EINVAL);
        host.sim.kernel().faults().failProbe("e1000", PORT_0, SimErrno.EIO);

        assertThat(host.detachNic()).isInstanceOf(MoveOutcome.Stuck.class);
        assertThat(host.report(PORT_0).state()).isEqualTo(GroupState.MIXED);
        assertThat(host.report(PORT_0).detachPlan()).isEmpty();
        assertThat(host.detachNic()).isInstanceOfSatisfying(MoveOutcome.Refused.class, refused -> {
            assertThat(refused.why()).isEqualTo(MoveOutcome.Why.UNFINISHED);
            assertThat(refused.remedy()).contains("bailiff-agent recover");
        });

        host.sim.kernel().faults().clear();
        assertThat(host.groups.recovery().run(StepListener.none()).values())
                .singleElement()
                .isInstanceOf(MoveOutcome.Undone.class);
        assertThat(host.bindings()).isEqualTo(atFirst);
        assertThat(host.groups.journals().groups()).isEmpty();
    }

    @Test
    void aGroupThatSomebodyOpensDuringAReattachDoesNotGoToTheHostUnderHim() throws Exception {
        host = TestHost.with(state, KernelFlavour.PANICS, SimTopology.demo());
        host.detachNic();
        long guest = host.sim.processes().start("qemu-system-x86");
        TestHost racing = host.seenThrough(new BeforeFirstWrite(
                host.files, "/unbind", () -> host.sim.kernel().vfio().open(guest, PORT_1)));

        MoveOutcome outcome = racing.reattachNic();

        assertThat(outcome).isInstanceOf(MoveOutcome.Stuck.class);
        assertThat(host.sim.kernel().crash()).isEmpty();
        assertThat(host.binding(PORT_0).driver()).isNotEqualTo("e1000");

        host.sim.kernel().vfio().close(guest, PORT_1);
        host.groups.recovery().run(StepListener.none());
        assertThat(host.bindings()).isEqualTo(atFirst);
    }
}
