// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.pci.PciTree;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A host that passes devices through already: a GPU on vfio-pci by the kernel command line, a NIC on vfio-pci by driverctl. */
class AdoptionTest {

    private static final String GPU = "0000:01:00.0";
    private static final String NIC = "0000:02:00.0";

    @TempDir
    private Path root;

    @TempDir
    private Path state;

    private PciTree pci;
    private HostTree tree;

    @BeforeEach
    void setUp() {
        pci = new PciTree(root)
                .endpoint("pci0000:00", GPU, "10de:2231", "030000")
                .driver(GPU, "vfio-pci")
                .group(21, GPU)
                .endpoint("pci0000:00", NIC, "8086:1572", "020000")
                .driver(NIC, "vfio-pci")
                .attribute(NIC, "driver_override", "vfio-pci\n")
                .group(23, NIC);
        tree = pci.tree()
                .directory("/sys/class/net")
                .directory("/sys/dev/char")
                .kernel61()
                .file("/proc/cmdline", "quiet vfio-pci.ids=10de:2231\n")
                .file("/etc/driverctl.d/pci-" + NIC, "vfio-pci\n");
    }

    @Test
    void thePlanOfAFunctionOnVfioByTheCommandLinePinsIt() {
        assertThat(actions(GPU)).containsExactly("PIN", "VERIFY");
    }

    @Test
    void thePlanOfAFunctionOnVfioByDriverctlOnlyVerifies() {
        assertThat(actions(NIC)).containsExactly("VERIFY");
    }

    @Test
    void thePlanNamesWhatAReattachRestoresAndWhoElseMovesTheFunction() {
        CommandRun run = run("plan", NIC);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("""
                        The host itself keeps members on vfio drivers. A reattach returns the members to exactly this state:
                          0000:02:00.0 on vfio-pci, driver_override = vfio-pci
                        Settings of the host that move members without Bailiff (see bailiff-agent doctor):
                          0000:02:00.0: driverctl sets the override vfio-pci at every boot (/etc/driverctl.d/pci-0000:02:00.0)
                        """);
    }

    @Test
    void aFunctionThatAProcessHasOpenIsNotTakenOver() {
        tree.file("/proc/4711/comm", "qemu-system-x86\n")
                .file("/proc/4711/stat", "4711 (qemu-system-x86) S 1\n")
                .link("/proc/4711/fd/30", "/dev/vfio/23");

        assertThat(run("plan", NIC).exitCode()).isEqualTo(3);
        assertThat(run("detach", NIC).exitCode()).isEqualTo(3);
        assertThat(run("plan", GPU).exitCode()).isZero();
    }

    @Test
    void theFunctionIsTakenOverAndReturnedToTheDriverOfTheHost() {
        assertThat(run("detach", NIC).exitCode()).isZero();
        assertThat(run("plan", NIC).out()).contains("detached for command line").doesNotContain("The host itself");

        assertThat(run("reattach", NIC).exitCode()).isZero();
        assertThat(actions(NIC)).containsExactly("VERIFY");
    }

    private List<String> actions(String address) {
        JsonNode plan = JsonMapper.shared()
                .readTree(run("plan", address, "--json").out())
                .at("/detachPlan");
        return plan.valueStream().map(step -> step.at("/action").asString()).toList();
    }

    private CommandRun run(String... arguments) {
        List<String> all = Stream.concat(
                        Stream.of("--root", root.toString(), "--state", state.toString()), Stream.of(arguments))
                .toList();
        return CommandRun.of(all.toArray(String[]::new));
    }
}
