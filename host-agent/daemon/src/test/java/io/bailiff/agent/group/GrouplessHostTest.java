// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static io.bailiff.agent.group.TestHost.PORT_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.GroupUse.Holder;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimStranger;
import io.bailiff.agent.sim.SimTopology;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kernel without {@code /dev/vfio/N}: processes have functions, and through the functions the group. */
class GrouplessHostTest {

    @TempDir
    private Path state = Path.of("");

    private TestHost host = TestHost.with(state);

    @AfterEach
    void nothingWasEverLoose() {
        host.close();
    }

    @Test
    void aProcessWithTheFileOfAFunctionHasTheGroup() throws Exception {
        long pid = lendTo();

        assertThat(use().state()).isEqualTo(GroupUse.State.IN_USE);
        assertThat(use().holders()).extracting(Holder::pid).containsExactly(pid);

        host.sim.kernel().vfio().closeAll(pid);
        assertThat(use().state()).isEqualTo(GroupUse.State.FREE);
    }

    @Test
    void aProcessStillHasTheGroupWhenAnUnbindHasRemovedTheFile() throws Exception {
        long pid = lendTo();
        SimStranger unbind = SimStranger.run(host.sim, "echo " + PORT_0 + " > /sys/bus/pci/drivers/vfio-pci/unbind");
        await().until(() -> host.binding(PORT_0).driver() == null);

        assertThat(use().holders()).extracting(Holder::pid).containsExactly(pid);

        host.sim.kernel().vfio().closeAll(pid);
        assertThat(unbind.failure()).isEmpty();
        assertThat(use().state()).isEqualTo(GroupUse.State.FREE);
    }

    @Test
    void aGroupIsReattachedOnlyAfterTheFunctionIsClosed() throws Exception {
        long pid = lendTo();
        assertThat(host.reattachNic()).isInstanceOf(MoveOutcome.Refused.class);

        host.sim.kernel().vfio().closeAll(pid);
        assertThat(host.reattachNic()).isInstanceOf(MoveOutcome.Done.class);
    }

    private long lendTo() throws Exception {
        host = TestHost.with(state, KernelFlavour.GROUPLESS, SimTopology.demo());
        assertThat(host.detachNic()).isInstanceOf(MoveOutcome.Done.class);
        long pid = host.sim.processes().start("holder");
        host.sim.kernel().vfio().open(pid, PORT_0);
        return pid;
    }

    private GroupUse use() throws HostFileException {
        return new GroupUseScan(host.files).scan(host.group(PORT_0));
    }
}
