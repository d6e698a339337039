// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static io.bailiff.agent.group.TestHost.LONE_DISK;
import static io.bailiff.agent.group.TestHost.PORT_0;
import static io.bailiff.agent.group.TestHost.PORT_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.group.MoveOutcome.Refused;
import io.bailiff.agent.group.MoveOutcome.Why;
import io.bailiff.agent.sim.SimErrno;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not done to a group, for whom, and why. */
class GroupOwnershipTest {

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

    @Test
    void aDetachOfWhatTheSameOwnerHasIsDone() throws Exception {
        host.detachNic();

        assertThat(host.detachNic()).isEqualTo(new MoveOutcome.Done("The group is already detached."));
    }

    @Test
    void aGroupOfAnotherOwnerIsNeitherDetachedNorReattached() throws Exception {
        host.groups
                .operations()
                .detach(new DetachRequest(host.nic(), "assignment 5f2c", "operation-9"), StepListener.none());

        assertRefused(host.detachNic(), Why.OWNED, "assignment 5f2c");
        assertRefused(host.reattachNic(), Why.OWNED, "assignment 5f2c");
        assertThat(host.report(PORT_0).state()).isEqualTo(GroupState.DETACHED);

        host.groups.operations().reattach(host.nic(), "command line", true, StepListener.none());
        assertThat(host.bindings()).isEqualTo(atFirst);
    }

    @Test
    void aHostCriticalGroupIsRefusedWithTheReason() throws Exception {
        host.refusals.add(
                new Refusal(PORT_1, Refusal.Code.DEFAULT_ROUTE, "the reason of the test", "/proc/1/net/route"));

        assertRefused(host.detachNic(), Why.NEEDED_BY_HOST, "the reason of the test");
        assertThat(host.bindings()).isEqualTo(atFirst);
        assertThat(host.report(PORT_0).detachPlan()).isEmpty();
    }

    @Test
    void aGroupThatIsOpenIsNotReattached() throws Exception {
        host.detachNic();
        long guest = host.sim.processes().start("qemu-system-x86");
        host.sim.kernel().vfio().open(guest, PORT_0);

        assertRefused(host.reattachNic(), Why.IN_USE, "qemu-system-x86 (process " + guest + ")");
        assertThat(host.report(PORT_0).use().state()).isEqualTo(GroupUse.State.IN_USE);

        host.sim.kernel().vfio().close(guest, PORT_0);
        assertThat(host.reattachNic()).isInstanceOf(MoveOutcome.Done.class);
    }

    @Test
    void aGroupOfUnknownUseIsNotReattached() throws Exception {
        host.detachNic();
        host.sim.kernel().faults().failRead("/proc/803/fd", SimErrno.EACCES);

        assertThat(host.reattachNic())
                .isEqualTo(new Refused(
                        Why.IN_USE,
                        "Cannot determine if the group is in use: the open files of /proc/803 cannot be read.",
                        "Run the agent as root, in the host's PID namespace, and end the named processes."));
        assertThat(host.report(PORT_0).use().state()).isEqualTo(GroupUse.State.UNKNOWN);
    }

    @Test
    void aGroupThatCannotBeReadIsUnknownAndNotTouched() throws Exception {
        host.sim.kernel().faults().failRead("/sys/bus/pci/devices/" + PORT_1 + "/driver_override", SimErrno.EIO);

        assertRefused(host.detachNic(), Why.UNREADABLE, PORT_1.toString());
        assertThat(host.report(PORT_0).state()).isEqualTo(GroupState.UNKNOWN);
    }

    @Test
    void aJournalThatCannotBeReadIsNeverTakenForAbsent() throws Exception {
        host.detachNic();

        assertThatNothingIsDoneWith("{\"schema\":1,");
    }

    @Test
    void aJournalOfANewerAgentIsNeitherUsedNorReplaced() throws Exception {
        host.detachNic();
        String own = Files.readString(journalOfNic());

        assertThatNothingIsDoneWith(own.replace("\"schema\":" + Journal.SCHEMA, "\"schema\":" + (Journal.SCHEMA + 1)));
    }

    private Path journalOfNic() throws Exception {
        return state.resolve("groups").resolve(host.nic() + ".json");
    }

    private void assertThatNothingIsDoneWith(String text) throws Exception {
        Path journal = Files.writeString(journalOfNic(), text);
        Map<PciAddress, Binding> before = host.bindings();

        assertRefused(host.detachNic(), Why.UNREADABLE, journal.toString());
        assertRefused(host.reattachNic(), Why.UNREADABLE, journal.toString());
        assertThat(host.report(PORT_0).state()).isEqualTo(GroupState.UNKNOWN);
        assertThat(host.groups.recovery().run(StepListener.none()).values())
                .singleElement()
                .isInstanceOf(Refused.class);
        assertThat(journal).hasContent(text);
        assertThat(host.bindings()).isEqualTo(before);
    }

    @Test
    void aJournalOfAnEarlierBootIsSetAsideAndKept() throws Exception {
        host.detachNic();
        TestHost rebooted = host.rebooted();
        assertThat(rebooted.report(PORT_0).state()).isEqualTo(GroupState.WITH_HOST);

        rebooted.groups.recovery().run(StepListener.none());

        assertThat(rebooted.bindings()).isEqualTo(atFirst);
        assertThat(state.resolve("groups").resolve(host.nic() + ".json.boot-boot-1"))
                .exists();
        assertThat(rebooted.detachNic()).isInstanceOf(MoveOutcome.Done.class);
        rebooted.close();
    }

    @Test
    void aGroupPinnedBySomebodyElseGoesToItsDefaultDriversOnlyWhenAsked() throws Exception {
        PciAddress disk = LONE_DISK;
        GroupFingerprint fingerprint = host.group(disk).fingerprint();
        host.sim.files().load("vfio-pci");
        host.write("/sys/bus/pci/devices/" + disk + "/driver_override", "vfio-pci");
        host.write("/sys/bus/pci/drivers/nvme/unbind", disk.toString());
        host.write("/sys/bus/pci/drivers_probe", disk.toString());

        assertRefused(
                host.groups.operations().reattach(fingerprint, "command line", false, StepListener.none()),
                Why.NOT_OURS,
                "--default-drivers");

        assertThat(host.groups.operations().reattachToDefaults(fingerprint, StepListener.none()))
                .isInstanceOf(MoveOutcome.Done.class);
        assertThat(host.bindings()).isEqualTo(atFirst);
        assertThat(host.sim.kernel().violations())
                .as("without a name to pin there is no other way than loose")
                .hasSize(1);
        host = TestHost.with(state);
    }

    @Test
    void aGroupOnItsHostDriversHasNothingToReattach() throws Exception {
        assertThat(host.reattachNic()).isEqualTo(new MoveOutcome.Done("The group is already on its host drivers."));
    }

    @Test
    void aFingerprintThatNoGroupHasIsNotHere() {
        GroupFingerprint stale = new GroupFingerprint("0123456789abcdef0123456789abcdef");

        assertRefused(
                host.groups
                        .operations()
                        .detach(new DetachRequest(stale, "command line", "operation-1"), StepListener.none()),
                Why.NOT_HERE,
                stale.toString());
    }

    @Test
    void aGroupThatHasGotAMemberSinceItWasDetachedIsNotTakenTwice() throws Exception {
        detachBeforeTheSecondPortIsThere();

        assertRefused(
                host.groups
                        .operations()
                        .detach(new DetachRequest(host.nic(), "somebody", "operation-2"), StepListener.none()),
                Why.OWNED,
                "command line");
        assertRefused(
                host.groups.operations().reattachToDefaults(host.nic(), StepListener.none()),
                Why.NOT_OURS,
                "--default-drivers");
        assertThat(host.binding(PORT_0).driver()).isEqualTo("vfio-pci");
    }

    @Test
    void aGroupThatHasGotAMemberSinceItWasDetachedIsReattachedByEitherFingerprint() throws Exception {
        GroupFingerprint former = detachBeforeTheSecondPortIsThere();
        assertRefused(
                host.groups.operations().reattach(host.nic(), "somebody", false, StepListener.none()),
                Why.OWNED,
                "command line");

        assertThat(host.reattachNic()).isInstanceOf(MoveOutcome.Done.class);
        assertThat(host.bindings()).isEqualTo(atFirst);

        assertThat(detachBeforeTheSecondPortIsThere()).isEqualTo(former);
        assertThat(host.groups.operations().reattach(former, "command line", false, StepListener.none()))
                .isInstanceOf(MoveOutcome.Done.class);
        assertThat(host.bindings()).isEqualTo(atFirst);
    }

    @Test
    void anUnreadableJournalOfAnotherGroupDoesNotMatter() throws Exception {
        host.detachNic();
        Files.writeString(state.resolve("groups").resolve(host.nic() + ".json"), "{\"schema\":1,");

        assertThat(host.groups
                        .operations()
                        .detach(
                                new DetachRequest(host.group(LONE_DISK).fingerprint(), "command line", "operation-2"),
                                StepListener.none()))
                .isInstanceOf(MoveOutcome.Done.class);
    }

    /** Gives the fingerprint that the group had without it. */
    private GroupFingerprint detachBeforeTheSecondPortIsThere() throws Exception {
        host.write("/sys/bus/pci/devices/" + PORT_1 + "/remove", "1");
        GroupFingerprint former = host.nic();
        assertThat(host.detachNic()).isInstanceOf(MoveOutcome.Done.class);
        host.write("/sys/bus/pci/rescan", "1");
        assertThat(host.nic()).isNotEqualTo(former);
        return former;
    }

    @Test
    void aSecondOperationOnTheSameGroupIsRefused() throws Exception {
        host.groups.journals().lockFile(host.nic());
        try (GroupLock held =
                GroupLock.take(host.groups.journals().lockFile(host.nic())).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(host.detachNic())
                    .isEqualTo(new Refused(
                            Why.BUSY,
                            "Another operation on this group is in progress.",
                            "Try again after the operation."));
        }
        assertThat(host.detachNic()).isInstanceOf(MoveOutcome.Done.class);
    }

    private static void assertRefused(MoveOutcome outcome, Why why, String fact) {
        assertThat(outcome).isInstanceOf(Refused.class);
        assertThat(((Refused) outcome).why()).isEqualTo(why);
        assertThat(outcome.message()).contains(fact);
    }
}
