// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static io.bailiff.agent.group.TestHost.BRIDGE;
import static io.bailiff.agent.group.TestHost.PORT_0;
import static io.bailiff.agent.group.TestHost.PORT_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.FunctionHealth;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal.Phase;
import io.bailiff.agent.group.MoveOutcome.Done;
import io.bailiff.agent.group.MoveOutcome.Refused;
import io.bailiff.agent.group.MoveOutcome.Stuck;
import io.bailiff.agent.group.MoveOutcome.Undone;
import io.bailiff.agent.group.MoveOutcome.Why;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciInventory;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimErrno;
import io.bailiff.agent.sim.SimOperation;
import io.bailiff.agent.sim.SimTopology;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that does not answer or is gone from the bus hides no group and blocks no reattach. */
class DeadMembersTest {

    @TempDir
    private Path state = Path.of("");

    private TestHost host = TestHost.with(state);

    @BeforeEach
    void boot() {
        host = TestHost.with(state);
    }

    @AfterEach
    void nothingWasEverLoose() {
        host.close();
    }

    @Test
    void aMemberWithoutAnAnswerDoesNotKeepItsSiblingFromTheHost() throws Exception {
        host.detachNic();
        host.sim.kernel().faults().silence(PORT_1);

        assertThat(host.report(PORT_0).state()).isEqualTo(GroupState.DETACHED);
        assertThat(host.reattachNic())
                .isInstanceOfSatisfying(
                        Done.class,
                        done -> assertThat(done.message())
                                .contains(PORT_1.toString())
                                .doesNotContain(PORT_0.toString()));

        assertThat(host.binding(PORT_0)).isEqualTo(new Binding("e1000", null));
        assertThat(host.binding(PORT_1)).as("still pinned to the former driver").isEqualTo(new Binding(null, "e1000"));
        assertThat(host.groups.journals().groups()).isEmpty();
    }

    @Test
    void aMemberWithoutAnAnswerThatCannotLeaveVfioIsLeftThere() throws Exception {
        host.detachNic();
        host.sim.kernel().faults().silence(PORT_1);
        host.sim.kernel().faults().fail(SimOperation.UNBIND, PORT_1, SimErrno.EIO);

        assertThat(host.reattachNic()).isInstanceOf(Done.class);
        assertThat(host.binding(PORT_0).driver()).isEqualTo("e1000");
        assertThat(host.binding(PORT_1).driver()).isEqualTo("vfio-pci");
    }

    @Test
    void aMemberThatAnswersStillBlocksTheReattachOfItsSibling() throws Exception {
        host.detachNic();
        host.sim.kernel().faults().fail(SimOperation.UNBIND, PORT_1, SimErrno.EIO);

        assertThat(host.reattachNic()).isNotInstanceOf(Done.class);
        assertThat(host.binding(PORT_0).driver()).isEqualTo("vfio-pci");
        host.sim.kernel().faults().clear();
    }

    @Test
    void noSiblingGoesToTheHostWhileTheUnbindOfADeadMemberIsPending() throws Exception {
        host = TestHost.with(state, KernelFlavour.PANICS, SimTopology.demo());
        host.detachNic();
        host.sim.kernel().faults().silence(PORT_1);
        long guest = host.sim.processes().start("qemu-system-x86");
        TestHost racing = host.seenThrough(new BeforeFirstWrite(
                host.files, "/unbind", () -> host.sim.kernel().vfio().open(guest, PORT_1)));

        assertThat(racing.reattachNic()).isInstanceOf(Stuck.class);
        assertThat(host.binding(PORT_0).driver()).isNotEqualTo("e1000");

        host.sim.kernel().vfio().close(guest, PORT_1);
        assertThat(recovered()).isInstanceOf(Done.class);
        assertThat(host.binding(PORT_0).driver()).isEqualTo("e1000");
    }

    @Test
    void aDetachIsUndoneForTheLivingMembersIfAMemberDies() throws Exception {
        host.sim.kernel().faults().failProbe("vfio-pci", PORT_1, SimErrno.EIO);
        host.sim.kernel().faults().silence(PORT_1);

        assertThat(host.detachNic()).isInstanceOf(Undone.class);
        assertThat(host.binding(PORT_0)).isEqualTo(new Binding("e1000", null));
        assertThat(host.groups.journals().groups()).isEmpty();
    }

    @Test
    void aGroupPinnedBySomebodyElseGoesToItsDefaultDriversWithoutItsDeadMember() throws Exception {
        host.detachNic();
        host.groups.journals().remove(host.nic());
        host.sim.kernel().faults().silence(PORT_1);
        host.sim.kernel().faults().fail(SimOperation.UNBIND, PORT_1, SimErrno.EIO);

        assertThat(host.groups.operations().reattachToDefaults(host.nic(), StepListener.none()))
                .isInstanceOf(Done.class);
        assertThat(host.binding(PORT_0).driver()).isEqualTo("e1000");
        assertThat(host.sim.kernel().violations())
                .as("without a name to pin the living member is loose until the probe")
                .hasSize(1);
        host = TestHost.with(state);
    }

    @Test
    void aLentGroupThatLostAMemberKeepsItsFingerprintAndTheIdentityOfTheMember() throws Exception {
        GroupFingerprint lent = host.nic();
        host.detachNic();
        remove(PORT_1);

        IommuGroupReport report = survey(lent);

        assertThat(report.number()).isEqualTo(7);
        assertThat(report.state()).isEqualTo(GroupState.DETACHED);
        assertThat(report.owner()).isEqualTo("command line");
        assertThat(report.members())
                .filteredOn(member -> member.health() == FunctionHealth.GONE)
                .singleElement()
                .satisfies(member -> {
                    assertThat(member.address()).isEqualTo(PORT_1);
                    assertThat(member.ids()).isEqualTo("8086:1010:8086:1012");
                    assertThat(member.classCode()).isEqualTo("020000");
                });
        assertThat(inventory().groups())
                .as("the rest of the group is no other group")
                .filteredOn(group -> group.number() == 7)
                .hasSize(1);
        assertThat(host.groups.gone().groupOf(PORT_1))
                .map(IommuGroup::fingerprint)
                .contains(lent);
        assertThat(host.groups.gone().groupOf(PORT_0))
                .map(IommuGroup::fingerprint)
                .contains(lent);
    }

    @Test
    void aLentGroupThatLostAMemberIsReattachedAndNotDetachedAgain() throws Exception {
        GroupFingerprint lent = host.nic();
        host.detachNic();
        remove(PORT_1);

        assertThat(recovered()).isInstanceOf(Done.class);
        assertThat(host.groups
                        .operations()
                        .detach(new DetachRequest(lent, "somebody", "operation-2"), StepListener.none()))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).isEqualTo(Why.OWNED));
        assertThat(reattach(lent))
                .isInstanceOfSatisfying(
                        Done.class, done -> assertThat(done.message()).contains(PORT_1.toString()));
        assertThat(host.binding(PORT_0)).isEqualTo(new Binding("e1000", null));
        assertThat(host.groups.journals().groups()).isEmpty();
    }

    @Test
    void aLentGroupThatLostEveryMemberIsShownUntilItIsForgotten() throws Exception {
        GroupFingerprint lent = host.nic();
        host.detachNic();
        remove(BRIDGE);

        IommuGroupReport report = survey(lent);

        assertThat(report.number()).isEqualTo(IommuGroup.NO_NUMBER);
        assertThat(report.state()).isEqualTo(GroupState.DETACHED);
        assertThat(report.use().state()).isEqualTo(GroupUse.State.FREE);
        assertThat(report.members()).allMatch(member -> member.health() == FunctionHealth.GONE);
        assertThat(host.groups.gone().groupOf(PORT_0))
                .map(IommuGroup::fingerprint)
                .contains(lent);
        assertThat(recovered()).isInstanceOf(Done.class);
        assertThat(host.groups.operations().reattach(lent, "somebody", false, StepListener.none()))
                .isInstanceOf(Refused.class);
        assertThat(reattach(lent)).isInstanceOf(Done.class);
        assertThat(host.groups.journals().groups()).isEmpty();
        assertThat(inventory().groups()).noneMatch(IommuGroup::isGone);
    }

    @Test
    void anInterruptedDetachOfAGroupThatLostAMemberIsUndoneForTheRest() throws Exception {
        GroupFingerprint lent = host.nic();
        host.detachNic();
        interrupt(lent, Phase.DETACHING);
        remove(PORT_1);

        assertThat(recovered()).isInstanceOf(Undone.class);
        assertThat(host.binding(PORT_0)).isEqualTo(new Binding("e1000", null));
        assertThat(host.groups.journals().groups()).isEmpty();
    }

    @Test
    void anInterruptedReattachOfAGroupThatLostEveryMemberIsDone() throws Exception {
        GroupFingerprint lent = host.nic();
        host.detachNic();
        interrupt(lent, Phase.REATTACHING);
        remove(BRIDGE);

        assertThat(recovered()).isInstanceOf(Done.class);
        assertThat(host.groups.journals().groups()).isEmpty();
    }

    @Test
    void aGoneMemberOfAnOlderJournalIsShownWithoutIds() throws Exception {
        GroupFingerprint lent = host.nic();
        host.detachNic();
        Journal journal = host.groups.journals().read(lent).orElseThrow();
        host.groups.journals().write(journal.with(List.of(new Journal.Member(PORT_0, "e1000", null, "vfio-pci"))));
        remove(BRIDGE);

        assertThat(survey(lent).members())
                .singleElement()
                .satisfies(member -> assertThat(member.ids()).isEqualTo("ffff:ffff:ffff:ffff"));
    }

    private void remove(PciAddress address) throws HostFileException {
        host.write("/sys/bus/pci/devices/" + address + "/remove", "1");
    }

    private void interrupt(GroupFingerprint group, Phase phase) throws IOException {
        host.groups
                .journals()
                .write(host.groups.journals().read(group).orElseThrow().in(phase));
    }

    private MoveOutcome recovered() throws IOException {
        return host.groups
                .recovery()
                .run(StepListener.none())
                .values()
                .iterator()
                .next();
    }

    private MoveOutcome reattach(GroupFingerprint group) {
        return host.groups.operations().reattach(group, "command line", false, StepListener.none());
    }

    private PciInventory inventory() {
        return host.groups.gone().complete(new PciBus(host.files).inventory());
    }

    private IommuGroupReport survey(GroupFingerprint group) {
        assertThat(inventory().problems()).isEmpty();
        return host.groups.survey().of(inventory().groups()).stream()
                .filter(report -> report.fingerprint().equals(group))
                .findFirst()
                .orElseThrow();
    }
}
