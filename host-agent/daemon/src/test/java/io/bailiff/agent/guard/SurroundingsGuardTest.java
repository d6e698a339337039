// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.ClaimRefusal;
import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.GuardedHost.Running;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.SimHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guard of a host with two lent virtual functions of one port of a NIC, each in a group of its own. A bridge and a root port are above the
 * port, and the port is in a hot-plug slot.
 */
class SurroundingsGuardTest {

    private static final PciAddress PHYSICAL = PciAddress.parse("0000:02:01.1");
    private static final PciAddress VIRTUAL_0 = PciAddress.parse("0000:02:10.0");
    private static final PciAddress VIRTUAL_1 = PciAddress.parse("0000:02:10.1");
    private static final PciAddress ROOT_PORT = PciAddress.parse("0000:00:05.0");
    private static final String COUNT = "/sys/bus/pci/devices/" + PHYSICAL + "/sriov_numvfs";
    private static final String SLOT_POWER = "/sys/bus/pci/slots/3/power";
    private static final String NOT_PERMITTED = "Operation not permitted";

    @TempDir
    Path state;

    private final List<Long> guests = new ArrayList<>();
    private GuardedHost host;
    private GroupFingerprint group0;
    private GroupFingerprint group1;

    @BeforeEach
    void lendTwoVirtualFunctions() throws Exception {
        SimHost sim = GuardedHost.bootWithVirtualFunctions();
        sim.kernel().slots().add("3", "0000:02:01");
        sim.kernel().slots().add("4", "0000:04:00");
        host = new GuardedHost(state, sim, true);
        // The host binds no function after most of these claims, so that a handover ends by its time limit.
        host.begin(new GuardPolicy(Policy.HOLD, Set.of(), Duration.ofMillis(300)));
        group0 = host.lend(VIRTUAL_0, GuardedHost.OWNER);
        group1 = host.lend(VIRTUAL_1, GuardedHost.OWNER);
    }

    /** Ends the guests first: a removal that should have been held waits for a guest, and keeps the locks of the kernel. */
    @AfterEach
    void theKernelHasNotCrashed() throws Exception {
        guests.forEach(host.sim.kernel().vfio()::closeAll);
        assertThat(host.sim.kernel().crash()).isEmpty();
        host.close();
    }

    @Test
    void aShrinkingWriteIsHeldAsAClaimOnEveryLentVirtualFunctionUntilAllAreFree() throws Exception {
        long guest = startGuest(VIRTUAL_1);
        Running shell = host.shell("echo 0 > " + COUNT);
        awaitHeld(2);
        assertThat(host.claims(Status.HELD)).extracting(ClaimReport::kind).containsOnly(Kind.VIRTUAL_FUNCTIONS);
        assertThat(host.claims(Status.HELD))
                .extracting(ClaimReport::function)
                .containsExactlyInAnyOrder(VIRTUAL_0, VIRTUAL_1);
        assertThat(host.claims(Status.HELD))
                .allSatisfy(claim -> assertThat(claim.groups()).hasSize(1));
        assertThat(host.claims(Status.HELD))
                .extracting(ClaimReport::what)
                .containsOnly("set the number of virtual functions of " + PHYSICAL + " to 0 (sriov_numvfs)");
        host.giveBack(group0);
        assertThat(host.claims(Status.LET_THROUGH))
                .extracting(ClaimReport::function)
                .containsExactly(VIRTUAL_0);
        assertThat(shell.outcome()).as("the other virtual function is in use").isNotDone();
        // The kernel would remove the first virtual function at once, and then wait for the user of the second.
        await().during(Duration.ofMillis(100)).until(() -> host.sim.files().exists(PciBus.DEVICES + VIRTUAL_0));
        host.endGuest(guest);
        host.giveBack(group1);
        assertThat(shell.error()).isEmpty();
        assertThat(host.sim.files().exists(PciBus.DEVICES + VIRTUAL_1)).isFalse();
    }

    @Test
    void theRefusalOfOneClaimDeniesTheWholeWrite() throws Exception {
        startGuest(VIRTUAL_1);
        Running shell = host.shell("echo 0 > " + COUNT);
        awaitHeld(2);
        host.giveBack(group0);
        host.guard()
                .refuse(host.claims(Status.HELD).stream()
                        .map(claim -> new ClaimRefusal(claim.id(), "destroy: never"))
                        .toList());
        assertThat(shell.error()).contains(NOT_PERMITTED);
        assertThat(host.sim.files().read(COUNT)).isEqualTo("2");
    }

    @Test
    void theDeathOfTheWriterWithdrawsAllItsClaims() throws Exception {
        startGuest(VIRTUAL_1);
        Running shell = host.shell("echo 0 > " + COUNT);
        awaitHeld(2);
        host.sim.processes().kill(shell.pid());
        await().until(() -> host.claims(Status.WITHDRAWN).size() == 2);
        assertThat(host.sim.files().read(COUNT)).isEqualTo("2");
    }

    @Test
    void aWriteThatRemovesNoVirtualFunctionGetsTheAnswerOfTheKernel() throws Exception {
        assertThat(host.shell("echo 2 > " + COUNT).error()).isEmpty();
        assertThat(host.shell("echo 1 > " + COUNT).error()).endsWith("Device or resource busy");
        assertThat(host.shell("echo 3 > " + COUNT).error()).endsWith("Numerical result out of range");
        assertThat(host.shell("echo none > " + COUNT).error()).endsWith("Invalid argument");
        assertThat(host.guard().claims()).isEmpty();
    }

    @Test
    void anUnbindOrARemovalOfThePhysicalFunctionIsHeld() throws Exception {
        startGuest(VIRTUAL_0);
        host.shell("echo " + PHYSICAL + " > /sys/bus/pci/drivers/e1000/unbind");
        awaitHeld(2);
        host.shell("echo 1 > /sys/bus/pci/devices/" + PHYSICAL + "/remove");
        awaitHeld(4);
        assertThat(host.driver(PHYSICAL)).isEqualTo("e1000");
    }

    @Test
    void anUnbindOfABridgeAboveIsHeldAndEndsTransfersOnlyAfterTheRelease() throws Exception {
        Running shell = host.shell("echo " + ROOT_PORT + " > /sys/bus/pci/drivers/pcieport/unbind");
        awaitHeld(2);
        assertThat(new BusMastering(host.sim.files()).isOn(ROOT_PORT)).isTrue();
        host.giveBack(group0);
        host.giveBack(group1);
        assertThat(shell.error()).isEmpty();
        assertThat(new BusMastering(host.sim.files()).isOn(ROOT_PORT)).isFalse();
    }

    @Test
    void anUnbindOfAnotherBridgeIsNoClaim() throws Exception {
        assertThat(host.shell("echo 0000:00:06.0 > /sys/bus/pci/drivers/pcieport/unbind")
                        .error())
                .isEmpty();
        assertThat(host.guard().claims()).isEmpty();
    }

    @Test
    void aSlotIsSwitchedOffOnlyAfterTheRelease() throws Exception {
        assertThat(host.shell("echo 1 > " + SLOT_POWER).error()).endsWith("Invalid argument");
        assertThat(host.shell("echo 0 > /sys/bus/pci/slots/4/power").error())
                .as("a slot without a lent function")
                .isEmpty();
        host.shell("echo off > " + SLOT_POWER);
        awaitHeld(2);
        assertThat(host.claims(Status.HELD)).extracting(ClaimReport::kind).containsOnly(Kind.SLOT_POWER);
        assertThat(host.sim.files().read(SLOT_POWER)).isEqualTo("1");
    }

    @Test
    void theFilesAroundALentFunctionAreWatchedOnlyWhileTheFunctionIsLent() throws Exception {
        assertThat(host.covered()).contains(real(COUNT), SLOT_POWER, real(PciBus.overrideFile(PHYSICAL)));
        host.giveBack(group0);
        host.giveBack(group1);
        assertThat(host.covered()).isEmpty();
        assertThat(host.shell("echo auto > /sys/bus/pci/devices/" + VIRTUAL_0 + "/power/control")
                        .error())
                .isEmpty();
        assertThat(host.shell("echo 0 > " + COUNT).error()).isEmpty();
        assertThat(host.guard().claims()).isEmpty();
    }

    private long startGuest(PciAddress function) throws Exception {
        long pid = host.sim.processes().start("qemu-system-x86");
        host.sim.kernel().vfio().open(pid, function);
        guests.add(pid);
        return pid;
    }

    private void awaitHeld(int count) {
        await().until(() -> host.claims(Status.HELD).size() == count);
    }

    private String real(String path) throws Exception {
        return host.sim.files().realPath(path).orElseThrow();
    }
}
