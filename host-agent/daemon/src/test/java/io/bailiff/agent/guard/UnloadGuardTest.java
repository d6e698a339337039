// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.ClaimRefusal;
import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.GuardedHost.Running;
import io.bailiff.agent.sim.ProcessSpec;
import io.bailiff.agent.sim.SimHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guard of a host with two lent virtual functions of one port of a NIC, while modules are unloaded. The port is on e1000. */
class UnloadGuardTest {

    private static final PciAddress PHYSICAL = PciAddress.parse("0000:02:01.1");
    private static final PciAddress VIRTUAL_0 = PciAddress.parse("0000:02:10.0");
    private static final PciAddress VIRTUAL_1 = PciAddress.parse("0000:02:10.1");
    private static final String USE = "/sys/module/e1000/refcnt";

    @TempDir
    Path state;

    private GuardedHost host;
    private GroupFingerprint group0;
    private GroupFingerprint group1;

    @BeforeEach
    void lendTwoVirtualFunctions() throws Exception {
        SimHost sim = GuardedHost.bootWithVirtualFunctions();
        host = new GuardedHost(state, sim, true);
        host.begin(policy());
        group0 = host.lend(VIRTUAL_0, GuardedHost.OWNER);
        group1 = host.lend(VIRTUAL_1, GuardedHost.OWNER);
    }

    /** The host binds no function after these claims, so that a handover ends by its time limit. */
    private static GuardPolicy policy() {
        return new GuardPolicy(Policy.HOLD, Set.of(), Duration.ofMillis(300));
    }

    @AfterEach
    void close() throws Exception {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rmmod e1000", "modprobe -r e1000"})
    void anUnloadOfTheDriverOfThePhysicalFunctionIsHeldUntilEveryGroupIsFree(String command) throws Exception {
        Running shell = host.shell(command);
        awaitHeld();
        assertThat(host.claims(Status.HELD)).allSatisfy(claim -> {
            assertThat(claim.kind()).isEqualTo(Kind.UNLOAD);
            assertThat(claim.file()).isEqualTo(USE);
            assertThat(claim.what()).isEqualTo("unload the module e1000");
        });
        assertThat(host.claims(Status.HELD))
                .extracting(ClaimReport::function)
                .containsExactlyInAnyOrder(VIRTUAL_0, VIRTUAL_1);
        host.giveBack(group0);
        assertThat(shell.outcome()).isNotDone();
        assertThat(host.driver(PHYSICAL)).isEqualTo("e1000");

        host.giveBack(group1);

        assertThat(shell.error()).isEmpty();
        assertThat(host.claims(Status.LET_THROUGH)).hasSize(2);
    }

    @Test
    void anUnloadThatTheKernelRefusesIsLetThroughAndReported() throws Exception {
        long guest = host.sim.processes().start("qemu-system-x86");
        host.sim.kernel().vfio().open(guest, VIRTUAL_0);
        assertThat(host.shell("rmmod vfio_pci").error()).endsWith("in use");
        await().until(() -> !host.claims(Status.PREVENTED).isEmpty());
        assertThat(host.guard().claims()).extracting(ClaimReport::kind).containsOnly(Kind.UNLOAD);
        host.endGuest(guest);
    }

    @Test
    void anUnloadOfTheVfioDriverOfIdleFunctionsIsHeld() throws Exception {
        host.shell("rmmod vfio_pci");
        awaitHeld();
        assertThat(host.driver(VIRTUAL_0)).isEqualTo("vfio-pci");
    }

    @Test
    void anUnloadOfAnotherModuleIsNoClaim() {
        assertThat(host.shell("rmmod nvme").error()).isEmpty();
        assertThat(host.guard().claims()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lsmod", "kmod list", "modprobe -r -n e1000", "bash", "rmmod-e1000-later"})
    void whoeverShowsTheUseOfAModuleNoticesNothing(String command) {
        String[] words = command.split(" ");
        ProcessSpec reader = ProcessSpec.command(
                "/usr/sbin/" + words[0], List.of(words).subList(1, words.length).toArray(String[]::new));
        assertThat(host.shell(reader, "cat " + USE).error()).isEmpty();
        assertThat(host.guard().claims()).isEmpty();
    }

    /** A modprobe that cannot read the use of a module unloads the module. */
    @ParameterizedTest
    @ValueSource(strings = {"rmmod e1000", "modprobe -r e1000"})
    void aRefusedProgramIsEndedAndUnloadsNothing(String command) throws Exception {
        Running shell = host.shell(command);
        awaitHeld();
        host.guard()
                .refuse(host.claims(Status.HELD).stream()
                        .map(claim -> new ClaimRefusal(claim.id(), "destroy: never"))
                        .toList());
        assertThat(shell.error()).isEqualTo("Terminated");
        assertThat(host.driver(PHYSICAL)).isEqualTo("e1000");
    }

    @Test
    void aProgramThatIsDeniedAtOnceUnloadsNothing() throws Exception {
        host.close();
        host = new GuardedHost(state, host.sim, true);
        host.begin(GuardedHost.policy(Policy.DENY));
        assertThat(host.shell("modprobe -r e1000").error()).isEqualTo("Terminated");
        assertThat(host.claims(Status.DENIED)).hasSize(1);
        assertThat(host.driver(PHYSICAL)).isEqualTo("e1000");
    }

    @Test
    void anAgentThatStopsEndsTheHeldPrograms() throws Exception {
        Running shell = host.shell("modprobe -r e1000");
        awaitHeld();
        host.guard().close();
        assertThat(shell.error()).isEqualTo("Terminated");
        assertThat(host.driver(PHYSICAL)).isEqualTo("e1000");
    }

    @Test
    void aHeldProgramIsHeldByTheNextAgentToo() throws Exception {
        Running shell = host.shell("modprobe -r e1000");
        awaitHeld();
        host.killAgent();
        host.begin(policy());
        assertThat(shell.outcome()).isNotDone();
        assertThat(host.claims(Status.HELD)).hasSize(2);
        Claimant held = Objects.requireNonNull(host.claims(Status.HELD).get(0).claimant());
        host.sim.processes().kill(held.pid());
        await().until(() -> host.claims(Status.WITHDRAWN).size() == 2);
        assertThat(host.driver(PHYSICAL)).isEqualTo("e1000");
    }

    @Test
    void whoeverShowsTheUseOfAModuleNoticesNoDeathOfTheAgent() throws Exception {
        host.killAgent();
        assertThat(host.shell(lister(), "cat " + USE).error()).isEmpty();
        host.begin(policy());
        Running shell = host.shell("modprobe -r e1000");
        awaitHeld();
        assertThat(host.driver(PHYSICAL)).isEqualTo("e1000");

        host.killAgent();
        Running waiting = host.shell(lister(), "cat " + USE);
        host.begin(policy());

        assertThat(waiting.error()).isEmpty();
        assertThat(shell.outcome()).isNotDone();
        host.guard().close();
        assertThat(shell.error()).isEqualTo("Terminated");
    }

    private static ProcessSpec lister() {
        return ProcessSpec.command("/usr/sbin/lsmod");
    }

    @Test
    void theUnseenUnloadsAreALimitWhileAVirtualFunctionIsLent() throws Exception {
        assertThat(host.guard().report().limits()).anyMatch(limit -> limit.contains("module e1000"));
        host.giveBack(group0);
        host.giveBack(group1);
        assertThat(host.guard().report().limits()).noneMatch(limit -> limit.contains("module e1000"));
    }

    private void awaitHeld() {
        await().until(() -> host.claims(Status.HELD).size() == 2);
    }
}
