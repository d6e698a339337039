// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static io.bailiff.agent.guard.GuardedHost.BIND;
import static io.bailiff.agent.guard.GuardedHost.DISK;
import static io.bailiff.agent.guard.GuardedHost.OVERRIDE;
import static io.bailiff.agent.guard.GuardedHost.OWNER;
import static io.bailiff.agent.guard.GuardedHost.PORT_0;
import static io.bailiff.agent.guard.GuardedHost.PORT_1;
import static io.bailiff.agent.guard.GuardedHost.UNBIND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.ClaimRefusal;
import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.group.Journal;
import io.bailiff.agent.guard.GuardPolicy.UnknownFunction;
import io.bailiff.agent.guard.GuardedHost.Running;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.ProcessSpec;
import io.bailiff.agent.sim.SimErrno;
import io.bailiff.agent.sim.SimOperation;
import io.bailiff.agent.sim.SimProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the guard on a kernel that panics when a host driver takes a member of a group in use. */
class GuardTest {

    /** A shell with a sysfs of its own: an open reaches the file itself, and the guard cannot see the write. */
    private static final ProcessSpec ELSEWHERE =
            ProcessSpec.command("/usr/bin/bash").withOwnSysfs();

    @TempDir
    Path state;

    private GuardedHost host;

    @BeforeEach
    void boot() throws Exception {
        host = new GuardedHost(state, KernelFlavour.PANICS, true);
        host.begin(GuardPolicy.normal());
    }

    @AfterEach
    void theKernelHasNotCrashed() throws Exception {
        assertThat(host.sim.kernel().crash()).isEmpty();
        host.close();
    }

    @Test
    void anUnbindIsHeldUntilTheGuestHasReleasedTheGroup() throws Exception {
        GroupFingerprint group = host.lend();
        long guest = host.startGuest();
        Running shell = host.shell(UNBIND + OVERRIDE + BIND);
        ClaimReport claim = host.awaitClaim(Status.HELD);
        assertThat(claim.kind()).isEqualTo(Kind.UNBIND);
        assertThat(claim.groups()).containsExactly(group);
        assertThat(claim.claimant()).satisfies(who -> {
            assertThat(who.pid()).isEqualTo(shell.pid());
            assertThat(who.command()).isEqualTo("bash");
            assertThat(who.unit()).isEqualTo("session-3.scope");
            assertThat(who.parents()).isNotEmpty();
        });
        host.guard().letHostTake(group);
        assertThat(shell.outcome()).as("the guest still has the group open").isNotDone();
        host.endGuest(guest);
        host.giveBack(group);
        assertThat(shell.error()).isEmpty();
        assertThat(host.driver(PORT_1)).isEqualTo("e1000");
        assertThat(host.override(PORT_1))
                .as("the override of the administrator")
                .isEqualTo("e1000");
        assertThat(host.driver(PORT_0)).isEqualTo("e1000");
        assertThat(host.override(PORT_0)).isNull();
        assertThat(host.groups.lent().all()).isEmpty();
    }

    @Test
    void aHeldOpenerIsDeniedIfAnotherGroupWasLentMeanwhile() throws Exception {
        host.close();
        host = new GuardedHost(state.resolve("hasty"), KernelFlavour.PANICS, true);
        // The held opener is denied, so no process binds a function: the handover ends only by its time limit.
        host.begin(new GuardPolicy(Policy.HOLD, Set.of(), Duration.ofMillis(1), UnknownFunction.HOLD));
        GroupFingerprint group = host.lend();
        Running shell = host.shell(ELSEWHERE, UNBIND);
        host.awaitClaim(Status.HELD);
        host.lend(DISK, OWNER);
        host.giveBack(group);
        assertThat(shell.error()).contains("Operation not permitted");
        assertThat(host.claims(Status.DENIED)).hasSize(1);
        assertThat(host.driver(DISK)).isEqualTo("vfio-pci");
    }

    @Test
    void aGroupOpenedByAGuestDuringTheHandoverIsGuardedAgain() throws Exception {
        GroupFingerprint group = host.lend();
        Running first = host.shell(UNBIND);
        host.awaitClaim(Status.HELD);
        Thread back = new Thread(() -> giveBack(group));
        back.start();
        assertThat(first.error()).isEmpty();
        host.startGuest();
        Running second = host.shell(OVERRIDE + BIND);
        host.awaitClaim(Status.HELD);
        assertThat(second.outcome()).isNotDone();
        host.guard().beginClose();
        back.join();
    }

    @Test
    void anOpenThatConcernsNoLentGroupIsNoClaim() throws Exception {
        host.lend();
        assertThat(host.shell("echo 0000:04:00.0 > /sys/bus/pci/drivers/nvme/unbind")
                        .error())
                .isEmpty();
        assertThat(host.guard().claims()).isEmpty();
    }

    @Test
    void withoutALentGroupNoOpenIsAClaim() throws Exception {
        assertThat(host.shell("echo " + PORT_1 + " > /sys/bus/pci/drivers/e1000/unbind")
                        .error())
                .isEmpty();
        assertThat(host.guard().claims()).isEmpty();
    }

    @Test
    void theDeathOfAHeldProcessWithdrawsItsClaim() throws Exception {
        host.lend();
        host.startGuest();
        Running shell = host.shell(UNBIND);
        host.awaitClaim(Status.HELD);
        host.sim.processes().kill(shell.pid());
        assertThat(host.awaitClaim(Status.WITHDRAWN).message()).isEqualTo(HeldClaimMonitor.ENDED);
        assertThat(host.driver(PORT_1)).isEqualTo("vfio-pci");
    }

    @Test
    void anInterruptOfAHeldShellWithdrawsItsClaim() throws Exception {
        host.lend();
        host.startGuest();
        Running shell = host.shell(UNBIND);
        host.awaitClaim(Status.HELD);
        host.sim.processes().interrupt(shell.pid());
        assertThat(host.awaitClaim(Status.WITHDRAWN).message()).isEqualTo(HeldClaimMonitor.INTERRUPTED);
        assertThat(shell.error()).isNotEmpty();
        assertThat(host.driver(PORT_1)).isEqualTo("vfio-pci");
    }

    @Test
    void aChangedOverrideIsAStandingClaimUntilThePinIsRestored() throws Exception {
        host.lend();
        host.overridePastGuard();
        ClaimReport claim = host.awaitClaim(Status.STANDING);
        assertThat(claim.function()).isEqualTo(PORT_1);
        assertThat(claim.what()).contains(PORT_1.toString(), "e1000");
        assertThat(host.shell("echo vfio-pci > /sys/bus/pci/devices/" + PORT_1 + "/driver_override")
                        .error())
                .isEmpty();
        host.guard().survey();
        assertThat(host.awaitClaim(Status.WITHDRAWN).id()).isEqualTo(claim.id());
    }

    @Test
    void aSurveyFindsAChangedOverrideAfterALostEvent() throws Exception {
        host.lend();
        host.sim.files().write("/sys/bus/pci/devices/" + PORT_1 + "/driver_override", "e1000\n");
        assertThat(host.claims(Status.STANDING)).isEmpty();
        host.guard().survey();
        assertThat(host.awaitClaim(Status.STANDING).claimant()).isNull();
    }

    @Test
    void anUnpinnedMemberDuringADetachIsNoClaim() throws Exception {
        GroupFingerprint group = host.lend();
        Journal detached = host.groups.lent().all().get(0);
        host.journal(detached, Journal.Phase.DETACHING);
        host.sim.files().write(PciBus.overrideFile(PORT_1), "\n");
        host.guard().survey();
        assertThat(host.guard().claims()).isEmpty();
        host.journal(detached, Journal.Phase.DETACHED);
        host.guard().survey();
        assertThat(host.awaitClaim(Status.STANDING).groups()).containsExactly(group);
    }

    @Test
    void detachesAndReattachesDuringSurveysAreNoClaims() throws Exception {
        host.sim.kernel().faults().latency(SimOperation.OVERRIDE, Duration.ofMillis(5));
        Thread surveyor = host.surveyOverAndOver();
        for (int i = 0; i < 10; i++) {
            host.giveBack(host.lend());
        }
        surveyor.interrupt();
        surveyor.join();
        assertThat(host.guard().claims()).isEmpty();
    }

    @Test
    void anOverrideByAnExemptUnitIsReportedOnceAndAccepted() throws Exception {
        host.close();
        host = new GuardedHost(state.resolve("exempt"), KernelFlavour.PANICS, true);
        GuardPolicy policy = new GuardPolicy(Policy.HOLD, Set.of("x.service"), Duration.ofSeconds(30));
        host.begin(policy);
        host.lend();
        long exempt = host.sim.processes().start(ProcessSpec.service("x.service", "/usr/bin/x"));
        host.sim.filesAs(exempt).write(PciBus.overrideFile(PORT_1), "e1000\n");
        host.guard().acknowledge(List.of(host.awaitClaim(Status.EXEMPT)));
        host.guard().survey();
        host.killAgent();
        host.begin(policy).survey();
        assertThat(host.guard().claims()).isEmpty();
        assertThat(host.override(PORT_1)).isEqualTo("e1000");
        host.shell("echo snd > /sys/bus/pci/devices/" + PORT_1 + "/driver_override\n");
        assertThat(host.awaitClaim(Status.HELD).what()).contains(PORT_1.toString(), "snd");
    }

    @Test
    void aStandingOverrideIsLetThroughWithTheGroup() throws Exception {
        GroupFingerprint group = host.lend();
        host.overridePastGuard();
        host.awaitClaim(Status.STANDING);
        Running unbind = host.shell(UNBIND + BIND);
        host.awaitClaim(Status.HELD);
        host.giveBack(group);
        assertThat(unbind.error()).isEmpty();
        assertThat(host.claims(Status.STANDING)).isEmpty();
        assertThat(host.driver(PORT_1)).isEqualTo("e1000");
    }

    @Test
    void libvirtIsDeniedAndThePinStays() throws Exception {
        host.lend();
        host.startGuest();
        HostFiles libvirtd = host.sim.filesAs(SimProcesses.LIBVIRTD);
        assertThat(denied(() -> libvirtd.write(PciBus.overrideFile(PORT_1), "\n")))
                .contains("Operation not permitted");
        assertThat(host.override(PORT_1)).isEqualTo("vfio-pci");
        assertThat(denied(() -> libvirtd.write("/sys/bus/pci/drivers/vfio-pci/unbind", PORT_1.toString())))
                .contains("Operation not permitted");
        await().until(() -> host.claims(Status.DENIED).size() == 2);
        assertThat(host.claims(Status.DENIED))
                .extracting(ClaimReport::kind)
                .containsExactlyInAnyOrder(Kind.OVERRIDE, Kind.UNBIND);
        assertThat(host.driver(PORT_1)).isEqualTo("vfio-pci");
    }

    @Test
    void anAttemptThatThePinsPreventIsLetThroughAndReported() throws Exception {
        host.lend();
        host.startGuest();
        assertThat(host.shell("echo " + PORT_1 + " > /sys/bus/pci/drivers_probe")
                        .error())
                .isEmpty();
        assertThat(host.awaitClaim(Status.PREVENTED).kind()).isEqualTo(Kind.PROBE);
        assertThat(host.driver(PORT_1)).isEqualTo("vfio-pci");
    }

    @Test
    void aRepeatedHarmlessClaimIsReportedOnce() throws Exception {
        host.lend();
        for (int time = 0; time < 3; time++) {
            host.shell("echo " + PORT_1 + " > /sys/bus/pci/drivers_probe").error();
        }
        host.awaitClaim(Status.PREVENTED);
        assertThat(host.claims(Status.PREVENTED)).hasSize(1);
    }

    @Test
    void anEndedClaimIsReportedUntilTheManagerAcknowledgesIt() throws Exception {
        host.lend();
        host.shell("echo " + PORT_1 + " > /sys/bus/pci/drivers_probe").error();
        host.awaitClaim(Status.PREVENTED);
        List<ClaimReport> told = host.guard().claims();
        host.guard().acknowledge(told);
        assertThat(host.guard().claims()).isEmpty();
    }

    @Test
    void aClaimIsInTheHostsLog() throws Exception {
        GroupFingerprint group = host.lend();
        host.shell("echo " + PORT_1 + " > /sys/bus/pci/drivers_probe").error();
        ClaimReport claim = host.awaitClaim(Status.PREVENTED);
        Claimant who = Objects.requireNonNull(claim.claimant());
        assertThat(host.hostLog)
                .containsExactly("claim PREVENTED: " + who.text()
                        + " wants to probe for a driver of " + PORT_1 + " (drivers_probe) claim="
                        + claim.id() + " group=" + group + " function=" + PORT_1
                        + " path=/sys/bus/pci/drivers_probe pid=" + who.pid() + ": "
                        + claim.message());
    }

    @Test
    void theTerminalOfTheClaimantGetsTheReasonToWaitOrFail() throws Exception {
        host.lend();
        host.startGuest();
        Running shell = host.shell(UNBIND);
        host.awaitClaim(Status.HELD);
        await().until(() -> !host.terminalLines.isEmpty());
        assertThat(host.terminalLines.get(0))
                .isEqualTo("waiting for the guest to release IOMMU group 7 (Ctrl-C cancels)");
        assertThat(shell.outcome()).isNotDone();
        host.shell("echo 1 > /sys/bus/pci/rescan").error();
        assertThat(host.terminalLines.get(1)).isEqualTo("denied: " + Verdicts.RESCAN);
    }

    @Test
    void aGroupDetachedOnTheCommandLineIsHandedOverOnceNoProcessHasItOpen() throws Exception {
        host.lend("command line");
        long guest = host.startGuest();
        Running shell = host.shell(UNBIND + OVERRIDE + BIND);
        host.awaitClaim(Status.HELD);
        assertThat(shell.outcome()).isNotDone();
        host.endGuest(guest);
        assertThat(shell.error()).isEmpty();
        assertThat(host.driver(PORT_1)).isEqualTo("e1000");
    }

    @Test
    void noOpenerIsLetThroughWhileTheAgentIsDead() throws Exception {
        GroupFingerprint group = host.lend();
        long guest = host.startGuest();
        Running held = host.shell(UNBIND);
        String id = host.awaitClaim(Status.HELD).id();
        host.killAgent();
        Running meanwhile = host.shell(UNBIND);
        host.begin(GuardPolicy.normal());
        await().until(() -> host.claims(Status.HELD).size() == 2);
        assertThat(host.claims(Status.HELD).get(0).id()).isEqualTo(id);
        assertThat(held.outcome()).isNotDone();
        assertThat(meanwhile.outcome()).isNotDone();
        host.endGuest(guest);
        host.sim.processes().kill(meanwhile.pid());
        await().until(() -> host.claims(Status.HELD).size() == 1);
        Thread back = new Thread(() -> giveBack(group));
        back.start();
        assertThat(held.error()).isEmpty();
        host.shell(OVERRIDE + BIND).error();
        back.join();
        assertThat(host.driver(PORT_1)).isEqualTo("e1000");
    }

    @Test
    void aStoppedAgentDeniesItsHeldOpeners() throws Exception {
        host.lend();
        host.startGuest();
        Running shell = host.shell(UNBIND);
        host.awaitClaim(Status.HELD);
        host.guard().close();
        assertThat(shell.error()).contains("Operation not permitted");
        assertThat(host.driver(PORT_1)).isEqualTo("vfio-pci");
    }

    @Test
    void anUnreadableJournalDeniesEveryOpener() throws Exception {
        GroupFingerprint group = host.lend();
        Files.writeString(state.resolve("groups/" + group + ".json"), "nonsense");
        assertThat(host.shell(UNBIND).error()).contains("Operation not permitted");
        assertThat(host.driver(PORT_1)).isEqualTo("vfio-pci");
    }

    @Test
    void aRefusalByTheManagerDeniesTheOpenerAndRestoresThePin() throws Exception {
        host.lend();
        host.startGuest();
        host.overridePastGuard();
        ClaimReport standing = host.awaitClaim(Status.STANDING);
        Running shell = host.shell(UNBIND);
        ClaimReport held = host.awaitClaim(Status.HELD);
        host.guard()
                .refuse(List.of(
                        new ClaimRefusal(held.id(), "destroy: never"),
                        new ClaimRefusal(standing.id(), "destroy: never")));
        assertThat(shell.error()).contains("Operation not permitted");
        assertThat(host.override(PORT_1)).isEqualTo("vfio-pci");
        assertThat(host.claims(Status.DENIED))
                .allSatisfy(claim -> assertThat(claim.message()).isEqualTo("destroy: never"))
                .hasSize(2);
        host.guard().refuse(List.of(new ClaimRefusal(held.id(), "once more")));
        assertThat(host.claims(Status.DENIED)).hasSize(2);
    }

    @Test
    void aFencedGroupHasNoBusMasteringAndEveryClaimIsDenied() throws Exception {
        GroupFingerprint group = host.lend();
        host.startGuest();
        BusMastering mastering = new BusMastering(host.sim.files());
        assertThat(mastering.isOn(PORT_0)).isTrue();
        assertThat(host.guard().fence(group).cleared()).containsExactly(PORT_0, PORT_1);
        assertThat(mastering.isOn(PORT_0) || mastering.isOn(PORT_1)).isFalse();
        assertThat(host.shell(UNBIND).error()).contains("Operation not permitted");
        host.shell(OVERRIDE).error();
        await().until(() -> "vfio-pci".equals(host.override(PORT_1)));
        assertThat(host.claims(Status.HELD)).isEmpty();
    }

    @Test
    void aFenceOutlivesARestartUntilItIsLifted() throws Exception {
        GroupFingerprint group = host.lend();
        host.startGuest();
        host.guard().fence(group);
        host.killAgent();
        host.begin(GuardPolicy.normal());
        BusMastering mastering = new BusMastering(host.sim.files());
        host.sim.files().writeBytes("/sys/bus/pci/devices/" + PORT_0 + "/config", 4, new byte[] {6, 0});
        await().until(() -> !mastering.isOn(PORT_0));
        assertThat(host.shell(UNBIND).error()).contains("Operation not permitted");
        host.guard().fenceOnly(Set.of());
        host.shell(UNBIND);
        host.awaitClaim(Status.HELD);
    }

    @Test
    void aFenceThatWasNotStoredIsStoredByTheNextOrder() throws Exception {
        GroupFingerprint group = host.lend();
        host.startGuest();
        Path inTheWay = Files.createDirectories(state.resolve("fences.json").resolve("full"));
        assertThat(catchThrowable(() -> host.guard().fence(group))).isInstanceOf(IOException.class);
        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        assertThat(host.guard().fence(group).cleared()).containsExactly(PORT_0, PORT_1);
        host.killAgent();
        host.begin(GuardPolicy.normal());
        assertThat(host.shell(UNBIND).error()).contains("Operation not permitted");
    }

    @Test
    void aFenceDeniesHeldOpenersAndRestoresPinsAtOnce() throws Exception {
        GroupFingerprint group = host.lend();
        host.startGuest();
        host.overridePastGuard();
        ClaimReport standing = host.awaitClaim(Status.STANDING);
        Running shell = host.shell(UNBIND);
        ClaimReport held = host.awaitClaim(Status.HELD);
        host.guard().fence(group);
        assertThat(host.claims(Status.DENIED))
                .allSatisfy(claim -> assertThat(claim.message()).isEqualTo(Verdicts.FENCED))
                .extracting(ClaimReport::id)
                .containsExactly(standing.id(), held.id());
        assertThat(host.override(PORT_1)).isEqualTo("vfio-pci");
        assertThat(shell.error()).contains("Operation not permitted");
        host.guard().survey();
        assertThat(host.guard().claims())
                .as("a denied claim is not reported as a new claim")
                .hasSize(2);
    }

    @Test
    void anOpenAfterAFenceIsNotNarrowedByAnOverrideThatTheFenceDenied() throws Exception {
        host.close();
        host = new GuardedHost(state.resolve("uncovered"), KernelFlavour.PANICS, true);
        host.canCover = false;
        host.begin(GuardPolicy.normal());
        GroupFingerprint group = host.lend();
        host.lend(DISK, OWNER);
        host.overridePastGuard();
        host.awaitClaim(Status.STANDING);
        host.guard().fence(group);
        host.guard().fenceOnly(Set.of());
        host.shell(UNBIND);
        await().until(() -> host.guard().claims().size() == 2);
        assertThat(host.claims(Status.DENIED))
                .filteredOn(claim -> claim.kind() == Kind.UNBIND)
                .singleElement()
                .satisfies(claim -> assertThat(claim.groups()).hasSize(2));
    }

    @Test
    void claimsAfterAFenceAreHeldAndLetThroughAsBefore() throws Exception {
        GroupFingerprint group = host.lend();
        long guest = host.startGuest();
        host.overridePastGuard();
        host.awaitClaim(Status.STANDING);
        host.guard().fence(group);
        host.guard().fenceOnly(Set.of());
        Running shell = host.shell(OVERRIDE + UNBIND + BIND);
        host.awaitClaim(Status.HELD);
        host.endGuest(guest);
        host.giveBack(group);
        assertThat(shell.error()).isEmpty();
        assertThat(host.driver(PORT_1)).isEqualTo("e1000");
    }

    @Test
    void aLateRestoreOfAPinDoesNotUndoAnOverrideAfterTheFence() throws Exception {
        GroupFingerprint group = host.lend();
        host.overridePastGuard();
        host.awaitClaim(Status.STANDING);
        host.sim.kernel().faults().delay(SimOperation.OVERRIDE, PORT_1, Duration.ofMillis(500));
        Thread late = host.fenceMeanwhile(group);
        await().until(() ->
                Set.of(Thread.State.TIMED_WAITING, Thread.State.BLOCKED).contains(late.getState()));
        host.sim.kernel().faults().clear();
        host.guard().fence(group);
        host.guard().fenceOnly(Set.of());
        host.overridePastGuard();
        host.awaitClaim(Status.STANDING);
        late.join();
        await().during(Duration.ofMillis(100)).until(() -> "e1000".equals(host.override(PORT_1)));
    }

    @Test
    void aClaimDeniedByAFenceBeginsNoHandoverAfterTheFence() throws Exception {
        GroupFingerprint group = host.lend();
        host.overridePastGuard();
        host.awaitClaim(Status.STANDING);
        host.guard().fence(group);
        host.guard().fenceOnly(Set.of());
        assertThat(host.guard().letHostTake(group)).isTrue();
        Running shell = host.shell(UNBIND);
        host.awaitClaim(Status.HELD);
        assertThat(shell.outcome()).isNotDone();
    }

    @Test
    void aFenceDeniesOpenersEvenIfBusMasteringCannotBeCleared() throws Exception {
        GroupFingerprint group = host.lend();
        host.startGuest();
        Running shell = host.shell(UNBIND);
        host.awaitClaim(Status.HELD);
        Files.writeString(state.resolve("groups/" + group + ".json"), "nonsense");
        assertThat(catchThrowable(() -> host.guard().fence(group))).isInstanceOf(IOException.class);
        assertThat(host.claims(Status.HELD)).isEmpty();
        assertThat(shell.error()).contains("Operation not permitted");
    }

    @Test
    void aFailedRestoreOfAPinIsRepeated() throws Exception {
        GroupFingerprint group = host.lend();
        host.startGuest();
        host.overridePastGuard();
        ClaimReport standing = host.awaitClaim(Status.STANDING);
        host.sim.kernel().faults().failOnce(SimOperation.OVERRIDE, PORT_1, SimErrno.EBUSY);
        host.guard().fence(group);
        assertThat(host.awaitClaim(Status.DENIED).id()).isEqualTo(standing.id());
        assertThat(host.override(PORT_1)).isEqualTo("vfio-pci");
    }

    @Test
    void anAgentThatRestartsWithAFenceDeniesHeldOpeners() throws Exception {
        GroupFingerprint group = host.lend();
        host.startGuest();
        Running shell = host.shell(UNBIND);
        host.awaitClaim(Status.HELD);
        host.killAgent();
        Files.writeString(state.resolve("fences.json"), "{\"bootId\": \"boot-1\", \"groups\": [\"" + group + "\"]}");
        host.begin(GuardPolicy.normal());
        host.awaitClaim(Status.DENIED);
        assertThat(shell.error()).contains("Operation not permitted");
    }

    @Test
    void aStandingClaimStaysWhenLibvirtIsDenied() throws Exception {
        host.lend();
        host.startGuest();
        host.overridePastGuard();
        ClaimReport standing = host.awaitClaim(Status.STANDING);
        HostFiles libvirtd = host.sim.filesAs(SimProcesses.LIBVIRTD);
        assertThat(denied(() -> libvirtd.write(PciBus.overrideFile(PORT_1), "\n")))
                .contains("Operation not permitted");
        assertThat(host.claims(Status.STANDING)).containsExactly(standing);
    }

    private void giveBack(GroupFingerprint group) {
        try {
            host.giveBack(group);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private static String denied(ThrowingCallable call) {
        return String.valueOf(catchThrowable(call).getMessage());
    }

    @Test
    void policyDenyDeniesOpenersAndRestoresPins() throws Exception {
        host.close();
        host = new GuardedHost(state.resolve("deny"), KernelFlavour.PANICS, true);
        host.begin(GuardedHost.policy(Policy.DENY));
        host.lend();
        assertThat(host.shell(UNBIND).error()).contains("Operation not permitted");
        host.shell(OVERRIDE).error();
        await().until(() -> "vfio-pci".equals(host.override(PORT_1)));
        await().until(() -> host.claims(Status.DENIED).size() == 2);
    }

    @Test
    void policyDenyDeniesAStandingClaimAsTheSameClaim() throws Exception {
        host.lend();
        host.overridePastGuard();
        ClaimReport standing = host.awaitClaim(Status.STANDING);
        host.killAgent();
        host.begin(GuardedHost.policy(Policy.DENY)).survey();
        assertThat(host.guard().claims())
                .singleElement()
                .satisfies(claim -> assertThat(claim.id()).isEqualTo(standing.id()))
                .satisfies(claim -> assertThat(claim.status()).isEqualTo(Status.DENIED));
        assertThat(host.override(PORT_1)).isEqualTo("vfio-pci");
    }

    @Test
    void policyObserveLetsThroughAndReports() throws Exception {
        host.close();
        host = new GuardedHost(state.resolve("observe"), KernelFlavour.REFUSES, true);
        host.begin(GuardedHost.policy(Policy.OBSERVE));
        host.lend();
        assertThat(host.shell(ProcessSpec.service("x.service", "/usr/bin/x"), UNBIND)
                        .error())
                .isEmpty();
        assertThat(host.awaitClaim(Status.EXEMPT).claimant())
                .satisfies(who -> assertThat(who.unit()).isEqualTo("x.service"));
        assertThat(host.driver(PORT_1)).isNull();
    }
}
