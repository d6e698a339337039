// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static io.bailiff.agent.guard.GuardedHost.BIND;
import static io.bailiff.agent.guard.GuardedHost.DISK;
import static io.bailiff.agent.guard.GuardedHost.OVERRIDE;
import static io.bailiff.agent.guard.GuardedHost.OWNER;
import static io.bailiff.agent.guard.GuardedHost.PORT_1;
import static io.bailiff.agent.guard.GuardedHost.UNBIND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.ClaimRefusal;
import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.guard.GuardPolicy.UnknownFunction;
import io.bailiff.agent.guard.GuardedHost.Running;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.ProcessSpec;
import io.bailiff.agent.sim.SimErrno;
import io.bailiff.agent.sim.SimOperation;
import io.bailiff.agent.sim.SimProcesses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guard of a host whose control files are covered while the group of a NIC is lent. A disk on vfio-pci is not lent. */
class WriteGuardTest {

    private static final String UNBIND_FILE = "/sys/bus/pci/drivers/vfio-pci/unbind";
    private static final String UNBIND_DISK = "echo " + DISK + " > " + UNBIND_FILE + "\n";
    private static final ProcessSpec SHELL = ProcessSpec.command("/usr/bin/bash");

    @TempDir
    Path state;

    private GuardedHost host;
    private GroupFingerprint group;

    @BeforeEach
    void lendTheNicAndPutTheDiskOnVfio() throws Exception {
        boot("host", true, true, GuardPolicy.normal());
    }

    private void boot(String name, boolean survives, boolean canCover, GuardPolicy policy) throws Exception {
        host = new GuardedHost(state.resolve(name), KernelFlavour.REFUSES, survives);
        host.canCover = canCover;
        host.begin(policy);
        group = host.lend();
        host.sim.files().write(PciBus.overrideFile(DISK), "vfio-pci\n");
        host.sim.files().write("/sys/bus/pci/drivers/nvme/unbind", DISK.toString());
        host.sim.files().write("/sys/bus/pci/drivers_probe", DISK.toString());
        assertThat(host.driver(DISK)).isEqualTo("vfio-pci");
    }

    private void reboot(String name, boolean survives, boolean canCover, GuardPolicy policy) throws Exception {
        host.close();
        boot(name, survives, canCover, policy);
    }

    @AfterEach
    void theKernelHasNotCrashed() throws Exception {
        assertThat(host.sim.kernel().crash()).isEmpty();
        host.close();
    }

    @Test
    void aBystandersWriteToTheFileOfALentDriverIsNoClaim() throws Exception {
        host.startGuest();
        assertThat(host.shell(UNBIND_DISK).error()).isEmpty();
        assertThat(host.driver(DISK)).isNull();
        assertThat(host.guard().claims()).isEmpty();
    }

    @Test
    void libvirtReturnsItsOwnDeviceAndIsRefusedOnALentFunctionAlone() throws Exception {
        host.startGuest();
        HostFiles libvirtd = host.sim.filesAs(SimProcesses.LIBVIRTD);
        assertThatThrownBy(() -> libvirtd.write(UNBIND_FILE, PORT_1.toString()))
                .hasMessageContaining("Operation not permitted");
        assertThat(host.claims(Status.DENIED)).singleElement().satisfies(claim -> {
            assertThat(claim.function()).isEqualTo(PORT_1);
            assertThat(claim.message()).contains("libvirt");
        });
        libvirtd.write(UNBIND_FILE, DISK.toString());
        libvirtd.write(PciBus.overrideFile(DISK), "\n");
        libvirtd.write("/sys/bus/pci/drivers_probe", DISK.toString());
        assertThat(host.driver(DISK)).isEqualTo("nvme");
        assertThat(host.guard().claims()).hasSize(1);
    }

    @Test
    void aHeldWriteNamesTheFunctionAndIsPerformedWhenTheGroupIsFree() throws Exception {
        long guest = host.startGuest();
        Running shell = host.shell(UNBIND + OVERRIDE + BIND);
        ClaimReport claim = host.awaitClaim(Status.HELD);
        assertThat(claim.function()).isEqualTo(PORT_1);
        assertThat(claim.what()).isEqualTo("unbind " + PORT_1 + " from vfio-pci");
        assertThat(host.shell(UNBIND_DISK).error())
                .as("another writer of the same file")
                .isEmpty();
        assertThat(shell.outcome()).isNotDone();
        host.endGuest(guest);
        host.giveBack(group);
        assertThat(shell.error()).isEmpty();
        assertThat(host.driver(PORT_1)).isEqualTo("e1000");
    }

    @Test
    void aHeldWriterGetsTheErrorOfTheKernelAfterTheRelease() throws Exception {
        long guest = host.startGuest();
        Running shell = host.shell(UNBIND);
        host.awaitClaim(Status.HELD);
        host.sim.kernel().faults().failOnce(SimOperation.UNBIND, PORT_1, SimErrno.EIO);
        host.endGuest(guest);
        host.guard().beginClose();
        host.guard().letHostTake(group);
        assertThat(shell.error()).isEqualTo("bash: echo: write error: Input/output error");
        assertThat(host.awaitClaim(Status.LET_THROUGH).function()).isEqualTo(PORT_1);
    }

    @Test
    void aTextThatTheKernelRefusesGetsTheErrorOfTheKernelAtOnce() throws Exception {
        host.startGuest();
        for (String text : new String[] {"0000:77:00.0", PORT_1 + "x", "nonsense", ""}) {
            assertThat(host.shell("echo " + text + " > " + UNBIND_FILE).error())
                    .as(text)
                    .isEqualTo("bash: echo: write error: No such device");
        }
        assertThat(host.guard().claims()).isEmpty();
    }

    @Test
    void policyDenyRefusesAWriteForALentFunctionAlone() throws Exception {
        reboot("deny", true, true, GuardedHost.policy(Policy.DENY));
        assertThat(host.shell(UNBIND).error()).contains("Operation not permitted");
        assertThat(host.shell(UNBIND_DISK).error()).isEmpty();
        assertThat(host.driver(PORT_1)).isEqualTo("vfio-pci");
    }

    @Test
    void aWriteThatThePinsPreventIsReportedWithTheFunction() throws Exception {
        assertThat(host.shell("echo " + PORT_1 + " > /sys/bus/pci/drivers_probe")
                        .error())
                .isEmpty();
        assertThat(host.awaitClaim(Status.PREVENTED).function()).isEqualTo(PORT_1);
    }

    @Test
    void aWriteOfAWildcardIdIsHeldOnlyIfAMemberWithoutADriverMatches() throws Exception {
        host.startGuest();
        host.sim.files().write(UNBIND_FILE, DISK.toString());
        String newId = " > /sys/bus/pci/drivers/ahci/new_id";
        assertThat(host.shell("echo 8086 ffffffff" + newId).error()).isEmpty();
        assertThat(host.awaitClaim(Status.PREVENTED).kind()).isEqualTo(Kind.NEW_ID);
        assertThat(host.claims(Status.HELD)).isEmpty();
    }

    @Test
    void theDeathOfTheAgentFailsAHeldWriteWithoutAHolderAndTheNextAgentSaysSo() throws Exception {
        reboot("dies", false, true, GuardPolicy.normal());
        host.startGuest();
        Running shell = host.shell(UNBIND);
        host.awaitClaim(Status.HELD);
        host.killAgent();
        assertThat(shell.error()).contains("Transport endpoint is not connected");
        host.begin(GuardPolicy.normal());
        assertThat(host.claims(Status.DENIED)).hasSize(1);
        assertThat(host.driver(PORT_1)).isEqualTo("vfio-pci");
        host.shell(UNBIND);
        host.awaitClaim(Status.HELD);
    }

    @Test
    void theNextAgentAnswersAHeldOpenAndAHeldWriteEachByItsOwnNumber() throws Exception {
        GuardPolicy hold = new GuardPolicy(Policy.HOLD, Set.of(), Duration.ofSeconds(30), UnknownFunction.HOLD);
        reboot("both", true, true, hold);
        long guest = host.startGuest();
        // The first write takes a number, so that the numbers of the held write and of the held open differ.
        assertThat(host.shell("echo 0000:77:00.0 > " + UNBIND_FILE).error()).isNotEmpty();
        Running write = host.shell(UNBIND);
        Running open = host.shell(SHELL.withOwnSysfs(), UNBIND_DISK);
        await().until(() -> host.claims(Status.HELD).size() == 2);
        host.killAgent();
        host.begin(hold);
        assertThat(host.claims(Status.HELD)).hasSize(2);
        host.endGuest(guest);
        host.guard().beginClose();
        host.guard().letHostTake(group);
        assertThat(write.error()).isEmpty();
        assertThat(open.error()).isEmpty();
        assertThat(host.driver(PORT_1)).isNull();
        assertThat(host.driver(DISK)).isNull();
    }

    @Test
    void aWriteWithoutAClaimThatTheKilledAgentHadNotDecidedIsDecidedByTheNextAgent() throws Exception {
        host.pauseWrites();
        Running shell = host.shell(UNBIND_DISK);
        await().until(() -> host.readsOneWrite());
        host.killAgent();
        assertThat(shell.outcome()).isNotDone();
        host.begin(GuardPolicy.normal());
        assertThat(shell.error()).isEmpty();
        assertThat(host.driver(DISK)).isNull();
        assertThat(host.guard().claims()).isEmpty();
    }

    @Test
    void anAnswerThatTheKilledAgentHadStoredAndNotGivenIsGivenByTheNextAgent() throws Exception {
        host.startGuest();
        Running shell = host.shell(UNBIND);
        ClaimReport claim = host.awaitClaim(Status.HELD);
        host.killAgent();
        host.guard().refuse(List.of(new ClaimRefusal(claim.id(), "no")));
        assertThat(shell.outcome()).isNotDone();
        host.begin(GuardPolicy.normal());
        assertThat(shell.error()).contains("Operation not permitted");
        assertThat(host.claims(Status.HELD)).isEmpty();
        assertThat(host.driver(PORT_1)).isEqualTo("vfio-pci");
    }

    @Test
    void anOpenPastTheCoverIsRefusedBecauseTheFunctionIsUnknown() throws Exception {
        host.startGuest();
        Running named = host.shell(
                ProcessSpec.command("/usr/bin/bash", PORT_1.toString()).withOwnSysfs(), UNBIND);
        assertThat(named.error()).contains("Operation not permitted");
        assertThat(host.awaitClaim(Status.DENIED)).satisfies(claim -> {
            assertThat(claim.function()).isNull();
            assertThat(claim.message()).isEqualTo(Verdicts.PAST_COVER);
        });
        assertThat(host.driver(PORT_1)).isEqualTo("vfio-pci");
    }

    @Test
    void anOpenPastTheCoverIsHeldWithoutAFunctionIfThePolicySaysSo() throws Exception {
        reboot(
                "hold",
                true,
                true,
                new GuardPolicy(Policy.HOLD, Set.of(), Duration.ofSeconds(30), UnknownFunction.HOLD));
        long guest = host.startGuest();
        Running shell = host.shell(SHELL.withOwnSysfs(), UNBIND);
        assertThat(host.awaitClaim(Status.HELD).function()).isNull();
        await().until(() -> !host.terminalLines.isEmpty());
        assertThat(host.terminalLines.get(0)).contains("no guest is asked");
        host.endGuest(guest);
        host.guard().beginClose();
        host.guard().letHostTake(group);
        assertThat(shell.error()).isEmpty();
        assertThat(host.driver(PORT_1)).isNull();
    }

    @Test
    void withoutCoversABareUnbindIsRefusedAndAnUnbindAfterAChangedOverrideIsHeld() throws Exception {
        reboot("uncovered", true, false, GuardPolicy.normal());
        host.startGuest();
        assertThat(host.shell(UNBIND).error()).contains("Operation not permitted");
        assertThat(host.awaitClaim(Status.DENIED).message()).isEqualTo(Verdicts.UNKNOWN);
        assertThat(host.shell(ProcessSpec.command("/usr/bin/bash", DISK.toString()), UNBIND)
                        .error())
                .as("a function that is not lent in the command line is no pass")
                .contains("Operation not permitted");
        host.overridePastGuard();
        host.awaitClaim(Status.STANDING);
        host.shell(UNBIND);
        assertThat(host.awaitClaim(Status.HELD).function()).isEqualTo(PORT_1);
        assertThat(host.guard().report().limits()).anyMatch(limit -> limit.contains("the test covers no file"));
    }

    @Test
    void withoutCoversAnOverrideIsHeldAtItsOpenAndTheUnbindAfterwardsIsLetThrough() throws Exception {
        reboot("opens", true, false, GuardPolicy.normal());
        long guest = host.startGuest();
        Running shell = host.shell(OVERRIDE + UNBIND + GuardedHost.BIND);
        ClaimReport claim = host.awaitClaim(Status.HELD);
        assertThat(claim.kind()).isEqualTo(Kind.OVERRIDE);
        assertThat(claim.function()).isEqualTo(PORT_1);
        host.endGuest(guest);
        host.giveBack(group);
        assertThat(shell.error()).isEmpty();
        assertThat(host.driver(PORT_1)).isEqualTo("e1000");
    }

    @Test
    void filesAreCoveredFromBeforeTheJournalOfALoanUntilTheLastLoanHasEnded() throws Exception {
        assertThat(host.covered())
                .contains(UNBIND_FILE, "/sys/bus/pci/drivers/e1000/remove_id", "/sys/bus/pci/drivers_probe");
        host.lend(DISK, OWNER);
        host.giveBack(group);
        assertThat(host.covered()).contains(UNBIND_FILE);
        host.giveBack(new PciBus(host.sim.files()).groupOf(DISK).orElseThrow().fingerprint());
        assertThat(host.covered()).isEmpty();
        host.guard().prepareLoan();
        host.guard().checkHeldClaims();
        assertThat(host.covered()).contains(UNBIND_FILE);
        host.guard().loanPrepared();
        assertThat(host.covered()).as("the loan has failed").isEmpty();
    }

    @Test
    void theFilesOfADriverThatComesBackAreCoveredAgain() throws Exception {
        String bind = "/sys/bus/pci/drivers/e1000/bind";
        assertThat(host.shell("rmmod e1000\n").error()).isEmpty();
        await().until(() -> !host.covered().contains(bind));
        assertThat(host.shell("modprobe e1000\n").error()).isEmpty();
        await().until(() -> host.covered().contains(bind));
    }
}
