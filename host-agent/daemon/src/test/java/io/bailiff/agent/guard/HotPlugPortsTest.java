// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.StepListener;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimTopology;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hot-plug services of ports, on a host with a lone disk and an empty port in one group, and a bridge with a NIC in another. */
class HotPlugPortsTest {

    private static final PciAddress EMPTY_PORT = PciAddress.parse("0000:00:08.0");
    private static final String POWER = "/sys/bus/pci/slots/9/power";
    private static final PciAddress BRIDGE_OF_NIC = PciAddress.parse("0000:01:00.0");

    @TempDir
    Path state;

    private @Nullable GuardedHost host;

    @AfterEach
    void endTheGuard() throws Exception {
        if (host != null) {
            host.close();
        }
    }

    private GuardedHost begin(KernelFlavour flavour) throws Exception {
        SimHost sim = GuardedHost.boot(flavour, SimTopology.withEmptyPort());
        sim.kernel().portServices().add(EMPTY_PORT);
        sim.kernel().portServices().add(BRIDGE_OF_NIC);
        sim.kernel().slots().addEmpty("9", "0000:20:00", EMPTY_PORT);
        GuardedHost begun = new GuardedHost(state, sim, true);
        host = begun;
        begun.begin(GuardPolicy.normal());
        return begun;
    }

    private static boolean isOn(GuardedHost host, PciAddress port) {
        return host.sim.kernel().portServices().isOn(port);
    }

    @Test
    void anEmptyPortOfALentGroupReportsNoFunctionUntilTheGroupIsWithTheHost() throws Exception {
        GuardedHost begun = begin(KernelFlavour.PANICS);
        GroupFingerprint group = begun.lend(GuardedHost.DISK, GuardedHost.OWNER);
        assertThat(isOn(begun, EMPTY_PORT)).isFalse();
        begun.giveBack(group);
        await().until(() -> isOn(begun, EMPTY_PORT));
    }

    @Test
    void aPortOfAnotherGroupReportsFunctions() throws Exception {
        GuardedHost begun = begin(KernelFlavour.PANICS);
        begun.lend();
        assertThat(isOn(begun, EMPTY_PORT)).isTrue();
    }

    @Test
    void aPortWithAFunctionBelowReportsItsRemoval() throws Exception {
        GuardedHost begun = begin(KernelFlavour.PANICS);
        begun.lend();
        assertThat(isOn(begun, BRIDGE_OF_NIC)).isTrue();
    }

    @Test
    void aKernelThatKeepsHostDriversOutOfAGroupInUseReportsFunctions() throws Exception {
        GuardedHost begun = begin(KernelFlavour.REFUSES);
        begun.lend(GuardedHost.DISK, GuardedHost.OWNER);
        assertThat(isOn(begun, EMPTY_PORT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"drivers/pciehp/bind", "drivers_probe"})
    void nobodySwitchesThePortOnWhileTheGroupIsLent(String file) throws Exception {
        GuardedHost begun = begin(KernelFlavour.PANICS);
        GroupFingerprint group = begun.lend(GuardedHost.DISK, GuardedHost.OWNER);
        String command = "echo " + EMPTY_PORT + ":pcie204 > /sys/bus/pci_express/" + file;
        assertThat(begun.shell(command).error()).contains("Operation not permitted");
        ClaimReport claim = begun.awaitClaim(Status.DENIED);
        assertThat(claim.kind()).isEqualTo(Kind.RESCAN);
        assertThat(isOn(begun, EMPTY_PORT)).isFalse();
        begun.giveBack(group);
        await().until(() -> isOn(begun, EMPTY_PORT));
    }

    @Test
    void powerToAnEmptySlotOfTheGroupIsRefusedWhileTheGroupIsLent() throws Exception {
        GuardedHost begun = begin(KernelFlavour.PANICS);
        GroupFingerprint group = begun.lend(GuardedHost.DISK, GuardedHost.OWNER);
        assertThat(begun.shell("echo 1 > " + POWER).error()).contains("Operation not permitted");
        ClaimReport claim = begun.awaitClaim(Status.DENIED);
        assertThat(claim.kind()).isEqualTo(Kind.SLOT_POWER);
        assertThat(claim.what()).isEqualTo("switch on the power of slot 9 (power)");
        assertThat(claim.message()).isEqualTo(Verdicts.NEVER + FunctionFileReach.NEW_FUNCTION);
        assertThat(begun.sim.files().read(POWER)).isEqualTo("0");
        begun.giveBack(group);
        assertThat(begun.shell("echo 1 > " + POWER).error()).isEmpty();
    }

    @Test
    void powerToAnEmptySlotPassesOnAKernelThatKeepsHostDriversOutOfAGroupInUse() throws Exception {
        GuardedHost begun = begin(KernelFlavour.REFUSES);
        begun.lend(GuardedHost.DISK, GuardedHost.OWNER);
        assertThat(begun.shell("echo 1 > " + POWER).error()).isEmpty();
        assertThat(begun.guard().claims()).isEmpty();
    }

    @Test
    void theNextAgentSwitchesThePortOnAfterALoanThatEndedWithoutAnAgent() throws Exception {
        GuardedHost begun = begin(KernelFlavour.PANICS);
        GroupFingerprint group = begun.lend(GuardedHost.DISK, GuardedHost.OWNER);
        begun.killAgent();
        begun.groups.operations().reattach(group, GuardedHost.OWNER, false, StepListener.none());
        assertThat(isOn(begun, EMPTY_PORT)).isFalse();
        begun.begin(GuardPolicy.normal());
        await().until(() -> isOn(begun, EMPTY_PORT));
    }
}
