// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import static io.bailiff.agent.link.RunningAgent.PORT_0;
import static io.bailiff.agent.link.RunningAgent.PORT_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.GoldenFiles;
import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.ProcessSpec;
import io.bailiff.agent.sim.SimShell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** An agent on the state directory of the agent of commit 1ad4a37 knows all that the old agent knew. */
class GoldenStateTest {

    private static final PciAddress DISK = PciAddress.parse("0000:04:00.0");

    @TempDir
    private Path state = Path.of("");

    private FakeManager manager;
    private RunningAgent agent;

    @SuppressWarnings("NullAway.Init")
    GoldenStateTest() {}

    @BeforeEach
    void boot() throws Exception {
        manager = new FakeManager();
        agent = new RunningAgent(manager.uri(), state);
    }

    @AfterEach
    void stop() {
        agent.stop();
        manager.close();
        assertThat(agent.sim.kernel().crash()).isEmpty();
    }

    @Test
    void whatTheOldAgentKnewOfOrdersClaimsAndFencesStillHolds() throws Exception {
        HostReport last = restore("held");
        detach(PORT_0);
        detach(PORT_1);
        detach(DISK);
        openByGuest(PORT_0);
        openByGuest(DISK);
        override(PORT_0, "e1000");
        override(PORT_1, "e1000");

        agent.startAsItIs();
        polledAgain();

        HostReport report = manager.last().orElseThrow();
        assertThat(manager.joins).as("of the agent of today").hasSize(1);
        assertThat(report.agentStart()).isAfter(last.agentStart());
        assertThat(report.outcomes()).containsExactlyInAnyOrderElementsOf(last.outcomes());
        assertThat(lent(report)).isEqualTo(lent(last)).hasSize(2);
        assertThat(manager.reports.get(0).claims().stream().map(ClaimReport::id))
                .containsAll(last.claims().stream().map(ClaimReport::id).toList());
        assertThat(statusOf(held(last), manager.reports.get(0)))
                .as("nothing kept the gate of the old agent")
                .isEqualTo(Status.EXEMPT);
        assertThat(manager.reports.get(0).claims())
                .as("each claim that had not ended under another status is as it was")
                .containsAll(last.claims().stream()
                        .filter(claim -> claim.status() != Status.HELD)
                        .toList());
        assertThat(overrideClaims(report))
                .as("of the override of an exempt unit")
                .doesNotContain(PORT_0);
        assertThat(SimShell.start(
                                agent.sim,
                                ProcessSpec.command("/usr/bin/bash"),
                                "echo 1 > /sys/bus/pci/devices/" + DISK + "/remove\n")
                        .run()
                        .error()
                        .orElse(""))
                .contains("Operation not permitted");

        manager.want(last.appliedRevision() + 1, agent.order("op-back", Want.WITH_HOST));
        eventually(() -> manager.outcome("op-back").isPresent());
        assertThat(agent.sim.kernel().violations()).isEmpty();
    }

    @Test
    void aFunctionThatAppearedUnderTheOldAgentIsReleasedWithItsGroup() throws Exception {
        write("/sys/bus/pci/devices/" + PORT_1 + "/remove", "1");
        HostReport last = restore("appeared");
        detach(PORT_0);
        long guest = openByGuest(PORT_0);
        write("/sys/bus/pci/rescan", "1");
        override(PORT_1, "vfio-pci");
        assertThat(agent.binding(PORT_1)).isEqualTo("none/vfio-pci");

        agent.startAsItIs();
        polledAgain();
        assertThat(manager.reports.get(0).claims()).containsAll(last.claims());
        agent.sim.kernel().vfio().closeAll(guest);
        manager.want(
                last.appliedRevision() + 1,
                new GroupOrder("op-back", last.claims().get(0).groups().get(0), Want.WITH_HOST, false, "5f2c", "web1"));
        eventually(() -> agent.binding(PORT_1).equals("e1000/none")
                && agent.binding(PORT_0).equals("e1000/none"));
    }

    /** Copies the old state directory; returns the last report that the old agent made. */
    private HostReport restore(String name) throws Exception {
        GoldenFiles.copy(GoldenFiles.path("state/" + name), state);
        // The secret of the old agent means nothing to a manager of today: an operator lets the host join again.
        agent.join(FakeManager.TOKEN);
        return new JsonMapper()
                .readValue(Files.readString(GoldenFiles.path("reports/" + name + ".json")), HostReport.class);
    }

    /** A manager that has lost its memory offers revision 0, which an agent that knows a higher one does not take. */
    private void polledAgain() {
        eventually(() -> manager.polls.get() > 3 && !manager.reports.isEmpty());
    }

    /** The state and the owner of each group that has an owner. */
    private static Map<String, String> lent(HostReport report) {
        return report.groups().stream()
                .filter(group -> group.owner() != null)
                .collect(Collectors.toMap(
                        group -> group.fingerprint().value(), group -> group.state() + " for " + group.owner()));
    }

    private static String held(HostReport report) {
        return report.claims().stream()
                .filter(claim -> claim.status() == Status.HELD)
                .map(ClaimReport::id)
                .findFirst()
                .orElseThrow();
    }

    private static Status statusOf(String id, HostReport report) {
        return report.claims().stream()
                .filter(claim -> claim.id().equals(id))
                .map(ClaimReport::status)
                .findFirst()
                .orElseThrow();
    }

    private static List<PciAddress> overrideClaims(HostReport report) {
        return report.claims().stream()
                .filter(claim -> claim.kind() == Kind.OVERRIDE && claim.status().waits())
                .map(ClaimReport::function)
                .toList();
    }

    private long openByGuest(PciAddress function) throws Exception {
        long guest = agent.sim.processes().start("qemu-system-x86");
        agent.sim.kernel().vfio().open(guest, function);
        return guest;
    }

    private void detach(PciAddress function) throws Exception {
        String driver = new PciBus(agent.sim.files()).driver(function).orElseThrow();
        agent.sim.files().load("vfio-pci");
        override(function, "vfio-pci");
        write("/sys/bus/pci/drivers/" + driver + "/unbind", function.toString());
        write("/sys/bus/pci/drivers_probe", function.toString());
    }

    private void override(PciAddress function, String driver) throws Exception {
        write(PciBus.overrideFile(function), driver + "\n");
    }

    private void write(String file, String value) throws Exception {
        agent.sim.files().write(file, value);
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).until(condition);
    }
}
