// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.ProcessSpec;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimTopology;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guard of a host with an NVMe disk and a virtual function of the disk. A reset of the controller switches off the virtual function. */
class NvmeControllerTest {

    private static final PciAddress VIRTUAL = PciAddress.parse("0000:04:00.1");
    private static final String DISK = PciBus.DEVICES + GuardedHost.DISK;
    private static final String RESET = DISK + "/nvme/nvme1/reset_controller";

    @TempDir
    Path state;

    private GuardedHost host;
    private HostFiles stranger;

    @BeforeEach
    void createAVirtualFunction() throws Exception {
        SimHost sim = GuardedHost.boot(KernelFlavour.REFUSES, SimTopology.withVirtualDisk());
        sim.files().write(DISK + "/sriov_numvfs", "1");
        host = new GuardedHost(state, sim, true);
        host.begin(GuardPolicy.normal());
        stranger = sim.filesAs(sim.processes().start(ProcessSpec.command("/usr/bin/bash")));
    }

    @AfterEach
    void endTheGuard() throws Exception {
        host.close();
    }

    @Test
    void theControllerIsResetWhileNothingIsLent() throws Exception {
        stranger.write(RESET, "1");
        assertThat(host.guard().claims()).isEmpty();
    }

    @Test
    void aResetOfTheControllerIsRefusedWhileTheVirtualFunctionIsLent() throws Exception {
        host.lend(VIRTUAL, GuardedHost.OWNER);
        assertThatThrownBy(() -> stranger.write(RESET, "1")).hasMessageContaining("Operation not permitted");
        assertThat(host.claims(Status.DENIED)).hasSize(1);
        ClaimReport claim = host.claims(Status.DENIED).get(0);
        assertThat(claim.kind()).isEqualTo(Kind.RECONFIGURE);
        assertThat(claim.function()).isEqualTo(VIRTUAL);
    }
}
