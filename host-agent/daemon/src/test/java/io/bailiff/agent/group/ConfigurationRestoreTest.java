// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static io.bailiff.agent.group.TestHost.PORT_0;
import static io.bailiff.agent.group.TestHost.PORT_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.group.MoveOutcome.Done;
import io.bailiff.agent.group.MoveOutcome.Undone;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.LinkSettings;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimErrno;
import io.bailiff.agent.sim.SimOperation;
import io.bailiff.agent.sim.SimTopology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reattach returns the configuration that went with the host drivers, or says what is missing. */
class ConfigurationRestoreTest {

    private static final String NET = "/sys/class/net/";
    private static final String PORT_0_NET = "enp2s1f0";
    private static final String VLAN = "enp2s1f0.100";
    private static final String COUNT = "/sys/bus/pci/devices/" + PORT_1 + "/sriov_numvfs";

    @TempDir
    private Path state = Path.of("");

    private TestHost host = TestHost.with(state);

    @BeforeEach
    void aNicInUse() throws Exception {
        host = TestHost.with(state, KernelFlavour.REFUSES, SimTopology.withNetworkConfiguration());
        host.files.links().addVlan(PORT_0_NET, VLAN, 100, LinkSettings.CUSTOMER_VLAN);
        host.write(NET + PORT_0_NET + "/mtu", "9000");
        host.write(NET + VLAN + "/mtu", "4000");
        host.write(NET + VLAN + "/flags", "0x1003");
        host.files.links().setMaster(VLAN, "br0");
        host.write(COUNT, "2");
    }

    @AfterEach
    void nothingWasEverLoose() {
        host.close();
    }

    @Test
    void aReattachRestoresTheWholeConfiguration() throws Exception {
        Map<PciAddress, HostConfiguration> before = configurations();
        assertThat(configuration(PORT_0).interfaces()).hasSize(2);

        host.detachNic();
        assertThat(host.files.exists(NET + PORT_0_NET)).isFalse();
        MoveOutcome outcome = host.reattachNic();

        assertThat(configurations()).isEqualTo(before);
        assertThat(notRestored(outcome)).singleElement().asString().contains("virtual functions of " + PORT_1);
        assertThat(host.groups.journals().groups()).isEmpty();
    }

    @Test
    void everyRestoredSettingIsAStepOfItsOwn() throws Exception {
        RecordedSteps steps = new RecordedSteps();

        host.detachNic();
        host.groups.operations().reattach(host.nic(), "command line", false, steps);

        String action = PlannedStep.Action.RESTORE_CONFIGURATION + " ";
        assertThat(steps.doneTo(PORT_0))
                .endsWith(
                        action + "enp2s1f0: MTU 9000",
                        action + "enp2s1f0: port of br1",
                        action + "enp2s1f0: up",
                        action + "enp2s1f0.100: VLAN 100 of enp2s1f0",
                        action + "enp2s1f0.100: MTU 4000",
                        action + "enp2s1f0.100: port of br0",
                        action + "enp2s1f0.100: up");
        assertThat(steps.doneTo(PORT_1)).endsWith(action + "2 virtual functions", action + "enp2s1f1: up");
        assertThat(steps.failures()).isEmpty();
    }

    @Test
    void theConfigurationIsInTheJournalBeforeTheFirstWrite() throws Exception {
        HostConfiguration first = configuration(PORT_0);
        HostConfiguration second = configuration(PORT_1);
        TestHost watched = host.seenThrough(new BeforeFirstWrite(host.files, "/driver_override", () -> {
            Journal journal = host.groups.journals().read(host.nic()).orElseThrow();
            assertThat(journal.members())
                    .extracting(Journal.Member::configuration)
                    .containsExactly(first, second);
        }));

        assertThat(watched.detachNic()).isInstanceOf(Done.class);
    }

    @Test
    void thePlanHasThePartsThatAReattachRestores() throws Exception {
        GroupPlan plan = new DetachPlanner(
                        new VfioDriverChoice(host.files),
                        () -> ConflictBehaviour.REFUSES,
                        new HostConfigurationReader(host.files))
                .plan(host.group(PORT_0));

        assertThat(plan.restored())
                .containsExactly(
                        "enp2s1f0: up, MTU 9000, port of br1",
                        "enp2s1f0.100 (VLAN 100 of enp2s1f0): up, MTU 4000, port of br0",
                        "2 virtual functions",
                        "enp2s1f1: up, MTU 1500");
        assertThat(plan.steps())
                .extracting(PlannedStep::action)
                .doesNotContain(PlannedStep.Action.RESTORE_CONFIGURATION);
    }

    @Test
    void theUndoOfAFailedDetachRestoresTheConfigurationToo() throws Exception {
        Map<PciAddress, HostConfiguration> before = configurations();
        host.sim.kernel().faults().failProbe("vfio-pci", PORT_1, SimErrno.EINVAL);

        assertThat(host.detachNic()).isInstanceOf(Undone.class);

        assertThat(configurations()).isEqualTo(before);
    }

    @Test
    void aRefusedNumberOfVirtualFunctionsIsNoFailureOfTheReattach() throws Exception {
        host.detachNic();
        host.sim.kernel().faults().fail(SimOperation.VIRTUAL_FUNCTIONS, PORT_1, SimErrno.EBUSY);

        MoveOutcome outcome = host.reattachNic();

        assertThat(notRestored(outcome)).singleElement().asString().contains("EBUSY", "Run: echo 2 > " + COUNT);
        assertThat(outcome.message()).contains("EBUSY", COUNT);
        assertThat(host.binding(PORT_1).driver()).isEqualTo("e1000");
        assertThat(host.groups.journals().groups()).isEmpty();
    }

    @Test
    void aBridgeThatIsGoneIsNamedWithTheCommandAndTheRestIsRestored() throws Exception {
        host.detachNic();
        TestHost withoutBridge = host.seenThrough(new LostBridge(host.files, "br1"));

        MoveOutcome outcome = withoutBridge.reattachNic();

        assertThat(notRestored(outcome))
                .filteredOn(note -> note.contains("br1"))
                .singleElement()
                .asString()
                .contains("enp2s1f0 was a port of br1", "ENODEV", "Run: ip link set enp2s1f0 master br1");
        assertThat(host.files.read(NET + PORT_0_NET + "/flags")).isEqualTo("0x1003");
        assertThat(host.files.readLink(NET + VLAN + "/master")).isPresent();
    }

    @Test
    void anInterfaceUnderAnotherNameGetsTheSettings() throws Exception {
        host.detachNic();
        rewriteJournal("\"enp2s1f0\"", "\"oldname0\"");

        host.reattachNic();

        assertThat(host.files.read(NET + PORT_0_NET + "/mtu")).isEqualTo("9000");
        assertThat(host.files.read("/proc/1/net/vlan/config")).contains("enp2s1f0.100   | 100  | enp2s1f0");
    }

    @Test
    void anInterfaceThatDoesNotReturnIsNamed() throws Exception {
        host.detachNic();
        rewriteJournal("\"enp2s1f1\"", "\"oldname1\"");
        rewriteJournal(
                "\"interfaces\":[{\"name\":\"oldname1\"",
                "\"interfaces\":[{\"name\":\"oldname2\","
                        + "\"vlan\":null,\"up\":true,\"mtu\":1500,\"master\":null,\"addressed\":false,\"others\":[]},"
                        + "{\"name\":\"oldname1\"");

        assertThat(notRestored(host.reattachNic()))
                .filteredOn(note -> note.contains("is missing"))
                .hasSize(2);
    }

    @Test
    void addressesAndOtherInterfacesOnTopAreNamedAsNotRestored() throws Exception {
        host.detachNic();
        rewriteJournal("\"addressed\":false,\"others\":[]},{", "\"addressed\":true,\"others\":[\"macvtap0\"]},{");

        assertThat(notRestored(host.reattachNic()))
                .anySatisfy(note -> assertThat(note).contains("macvtap0"))
                .anySatisfy(note -> assertThat(note).contains("ip address show enp2s1f0"));
    }

    @Test
    void aSettingThatTheHostHasChangedInTheMeantimeStays() throws Exception {
        host.detachNic();
        TestHost meanwhile = host.seenThrough(new BeforeFirstWrite(
                host.files, "/mtu", () -> host.files.links().setMaster(PORT_0_NET, "br0")));

        MoveOutcome outcome = meanwhile.reattachNic();

        assertThat(host.files.realPath(NET + PORT_0_NET + "/master"))
                .hasValueSatisfying(path -> assertThat(path).endsWith("/br0"));
        assertThat(notRestored(outcome))
                .anySatisfy(note -> assertThat(note).contains("was a port of br1, and is a port of br0 now"));
    }

    @Test
    void aMemberThatTheHostHasTakenGetsItsConfigurationToo() throws Exception {
        HostConfiguration before = configuration(PORT_0);
        host.detachNic();
        host.write("/sys/bus/pci/devices/" + PORT_0 + "/driver_override", "e1000");
        host.write("/sys/bus/pci/devices/" + PORT_1 + "/driver_override", "e1000");
        host.write("/sys/bus/pci/drivers/vfio-pci/unbind", PORT_0.toString());
        host.write("/sys/bus/pci/drivers/vfio-pci/unbind", PORT_1.toString());
        host.write("/sys/bus/pci/drivers_probe", PORT_0.toString());
        assertThat(configuration(PORT_0)).isNotEqualTo(before);

        assertThat(host.reattachNic()).isInstanceOf(Done.class);

        assertThat(configuration(PORT_0)).isEqualTo(before);
    }

    @Test
    void theAllowedCodesAreInTheJournal() throws Exception {
        host.groups
                .operations()
                .detach(
                        new DetachRequest(
                                host.nic(),
                                "command line",
                                "operation-1",
                                Set.of(Refusal.Code.INTERFACE_PORT, Refusal.Code.INTERFACE_ADDRESS, Refusal.Code.SWAP)),
                        StepListener.none());

        assertThat(host.groups.journals().read(host.nic()).orElseThrow().allowed())
                .as("only codes that can be overridden")
                .containsExactly("INTERFACE_ADDRESS", "INTERFACE_PORT");
    }

    private static List<String> notRestored(MoveOutcome outcome) {
        assertThat(outcome).isInstanceOf(Done.class);
        return ((Done) outcome).notRestored();
    }

    private Map<PciAddress, HostConfiguration> configurations() throws HostFileException {
        Map<PciAddress, HostConfiguration> configurations = new TreeMap<>();
        configurations.put(PORT_0, configuration(PORT_0));
        configurations.put(PORT_1, configuration(PORT_1));
        return configurations;
    }

    private HostConfiguration configuration(PciAddress port) throws HostFileException {
        return new HostConfigurationReader(host.sim.files()).read(port).orElseThrow();
    }

    /** Replaces a text in the journal, as if the detach had found the host so. */
    private void rewriteJournal(String text, String other) throws Exception {
        Path file = state.resolve("groups").resolve(host.nic() + ".json");
        String journal = Files.readString(file);
        assertThat(journal).contains(text);
        Files.writeString(file, journal.replace(text, other));
    }
}
