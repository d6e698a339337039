// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static io.bailiff.agent.guard.GuardedHost.PORT_0;
import static io.bailiff.agent.guard.GuardedHost.PORT_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimErrno;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fence goes through all members, also past a member that does not answer, is gone or fails. */
class DeadMemberFenceTest {

    @TempDir
    private Path state = Path.of("");

    private GuardedHost host = new GuardedHost(state, KernelFlavour.REFUSES, true);
    private BusMastering mastering = new BusMastering(host.sim.files());

    @BeforeEach
    void guardTheHost() throws IOException {
        host = new GuardedHost(state, KernelFlavour.REFUSES, true);
        mastering = new BusMastering(host.sim.files());
        host.begin(GuardPolicy.normal());
    }

    @AfterEach
    void end() throws Exception {
        host.killAgent();
    }

    @Test
    void aMemberWithoutAnAnswerIsNamedAndTheOtherLosesBusMastering() throws Exception {
        GroupFingerprint group = host.lend();
        host.sim.kernel().faults().silence(PORT_0);

        FencedMembers fenced = host.guard().fence(group);

        assertThat(fenced.silent()).containsExactly(PORT_0);
        assertThat(fenced.cleared()).containsExactly(PORT_1);
        assertThat(fenced.text()).contains(PORT_0.toString(), PORT_1.toString());
        assertThat(mastering.state(PORT_0)).isEqualTo(BusMastering.State.NO_ANSWER);
        assertThat(mastering.state(PORT_1)).isEqualTo(BusMastering.State.OFF);
    }

    @Test
    void aMemberThatAnswersAgainLosesBusMastering() throws Exception {
        GroupFingerprint group = host.lend();
        host.sim.kernel().faults().silence(PORT_0);
        host.guard().fence(group);

        host.sim.kernel().faults().clear();

        await().until(() -> mastering.state(PORT_0) == BusMastering.State.OFF);
    }

    @Test
    void aMemberGoneFromTheBusIsNamed() throws Exception {
        GroupFingerprint group = host.lend();
        host.sim.files().write("/sys/bus/pci/devices/" + PORT_0 + "/remove", "1");

        FencedMembers fenced = host.guard().fence(group);

        assertThat(fenced.gone()).containsExactly(PORT_0);
        assertThat(fenced.cleared()).containsExactly(PORT_1);
    }

    @Test
    void aMemberThatFailsKeepsNoBusMasteringForTheOthers() throws Exception {
        GroupFingerprint group = host.lend();
        host.sim.kernel().faults().failRead("/sys/bus/pci/devices/" + PORT_0 + "/config", SimErrno.EIO);

        assertThat(catchThrowable(() -> host.guard().fence(group)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(PORT_0.toString());
        assertThat(mastering.state(PORT_1)).isEqualTo(BusMastering.State.OFF);
    }
}
