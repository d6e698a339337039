// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static io.bailiff.agent.guard.GuardedHost.PORT_0;
import static io.bailiff.agent.guard.GuardedHost.PORT_1;
import static io.bailiff.agent.guard.GuardedHost.UNBIND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimErrno;
import io.bailiff.agent.sim.SimOperation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kernel in lockdown (Secure Boot) lets nobody clear bus mastering (NVIDIA/nvtrust#48). The fence stands all the same. */
class LockdownFenceTest {

    @TempDir
    private Path state = Path.of("");

    private GuardedHost host = new GuardedHost(state, KernelFlavour.REFUSES, true);

    @BeforeEach
    void guardAHostInLockdown() throws IOException {
        host = new GuardedHost(state, KernelFlavour.REFUSES, true);
        host.begin(GuardPolicy.normal());
        for (var member : List.of(PORT_0, PORT_1)) {
            host.sim.kernel().faults().fail(SimOperation.COMMAND, member, SimErrno.EPERM);
        }
    }

    @AfterEach
    void end() throws Exception {
        host.killAgent();
    }

    @Test
    void theFenceNamesEachMemberThatMayStillWriteToMemory() throws Exception {
        GroupFingerprint group = host.lend();

        assertThat(catchThrowable(() -> host.guard().fence(group)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(PORT_0.toString(), PORT_1.toString());
    }

    @Test
    void everyClaimOnTheGroupIsDeniedAlsoAfterARestart() throws Exception {
        GroupFingerprint group = host.lend();
        host.startGuest();
        assertThat(catchThrowable(() -> host.guard().fence(group))).isInstanceOf(IOException.class);
        assertThat(host.shell(UNBIND).error()).contains("Operation not permitted");

        host.killAgent();
        host.begin(GuardPolicy.normal());

        assertThat(host.shell(UNBIND).error()).contains("Operation not permitted");
        assertThat(host.driver(PORT_1)).isEqualTo("vfio-pci");
    }

    @Test
    void busMasteringIsClearedAsSoonAsTheKernelAllowsTheWrite() throws Exception {
        GroupFingerprint group = host.lend();
        host.startGuest();
        assertThat(catchThrowable(() -> host.guard().fence(group))).isInstanceOf(IOException.class);

        host.sim.kernel().faults().clear();

        BusMastering mastering = new BusMastering(host.sim.files());
        await().until(() -> !mastering.isOn(PORT_0) && !mastering.isOn(PORT_1));
    }
}
