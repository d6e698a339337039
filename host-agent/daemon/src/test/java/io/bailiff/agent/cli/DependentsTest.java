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

/** {@code plan} and {@code inspect} of groups with devices that depend on a member. */
class DependentsTest {

    private static final String PORT = "0000:00:01.0";
    private static final String BELOW_PORT = "pci0000:00/" + PORT;
    private static final String PHYSICAL = "0000:01:00.0";
    private static final String VIRTUAL = "0000:01:10.0";
    private static final String OTHER_VIRTUAL = "0000:01:10.2";
    private static final String DISPLAY = "0000:c3:00.0";
    private static final String VMD = "0000:00:0e.0";
    private static final String BEHIND_VMD = "10000:e1:00.0";
    private static final String UUID = "c1b0a2f4-7d4e-4f1c-8a53-4d2b8f3e9a10";

    @TempDir
    private Path root;

    @TempDir
    private Path state;

    private PciTree pci;
    private HostTree tree;

    @BeforeEach
    void aPhysicalFunctionWithTwoVirtualFunctions() {
        pci = new PciTree(root)
                .bridge("pci0000:00", PORT)
                .endpoint(BELOW_PORT, PHYSICAL, "8086:10fb", "020000")
                .driver(PHYSICAL, "ixgbe")
                .attribute(PHYSICAL, "sriov_numvfs", "2\n")
                .group(20, PORT)
                .group(30, PHYSICAL);
        tree = pci.tree();
        virtualFunction(0, VIRTUAL);
        virtualFunction(1, OTHER_VIRTUAL);
        tree.directory("/sys/class/net")
                .directory("/sys/class/block")
                .file("/sys/class/tty/console/active", "tty0 ttyS0\n")
                .file("/proc/1/mountinfo", "")
                .file("/proc/1/net/route", "Iface\tDestination\n")
                .directory("/proc/1/fd")
                .file("/proc/kallsyms", "0 T iommu_group_claim_dma_owner\n")
                .file("/proc/sys/kernel/osrelease", "6.1.0-56-amd64\n")
                .file("/proc/sys/kernel/random/boot_id", "5f2c1f1e-0000-4000-8000-000000000000\n")
                .file("/lib/modules/6.1.0-56-amd64/modules.alias", "alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci\n")
                .file("/lib/modules/6.1.0-56-amd64/modules.dep", "kernel/drivers/vfio/pci/vfio-pci.ko: x\n");
    }

    @Test
    void aPhysicalFunctionWithAnOpenVirtualFunctionStaysAndTheOtherVirtualFunctionCanBeLent() {
        lend(VIRTUAL);
        open(4711, "qemu-system-x86", "/dev/vfio/31");

        assertThat(codes(PHYSICAL)).containsExactly("DEPENDENT_IN_USE");
        assertThat(reasons(PHYSICAL)).singleElement().asString().contains(VIRTUAL, "vfio-pci", "qemu-system-x86");
        assertThat(uses(PHYSICAL)).hasSize(2).element(1).isEqualTo("idle");
        assertThat(codes(OTHER_VIRTUAL)).isEmpty();
        assertThat(run("plan", OTHER_VIRTUAL).exitCode()).isZero();
    }

    @Test
    void aDetachOfAPhysicalFunctionWithAVirtualFunctionOnAVfioDriverWritesNothing() {
        lend(VIRTUAL);

        JsonNode outcome = json("detach", PHYSICAL, "--json");

        assertThat(outcome.at("/why").asString()).isEqualTo("NEEDED_BY_HOST");
        assertThat(outcome.at("/message").asString()).contains(VIRTUAL);
        assertThat(state.resolve("groups").resolve(fingerprint(PHYSICAL) + ".json"))
                .doesNotExist();
    }

    @Test
    void idleVirtualFunctionsAreRemovedAndThePlanNamesThem() {
        CommandRun plan = run("plan", PHYSICAL);

        assertThat(plan.exitCode()).isZero();
        assertThat(plan.out())
                .contains("A detach removes virtual function " + VIRTUAL + " of " + PHYSICAL + " (ixgbevf).")
                .contains("A detach removes virtual function " + OTHER_VIRTUAL);
        assertThat(steps(PHYSICAL)).containsExactly("REMOVE_VIRTUAL_FUNCTIONS", "PIN", "UNBIND", "PROBE", "VERIFY");
        assertThat(run("inspect").out()).contains("Ethernet controller, 2 VFs");
        assertThat(run("inspect", PHYSICAL).out()).contains("""
                        FUNCTION        DEPENDENT         DRIVER   USE
                        0000:01:00.0
                          0000:01:10.0  virtual function  ixgbevf  idle
                          0000:01:10.2  virtual function  ixgbevf  idle
                        """);
    }

    @Test
    void aVirtualFunctionWithTheDefaultRouteKeepsThePhysicalFunction() {
        String directory = pci.directory(VIRTUAL) + "/net/eth0";
        tree.directory(directory).link("/sys/class/net/eth0", directory).file("/proc/1/net/route", """
                        Iface Destination Gateway Flags RefCnt Use Metric Mask
                        eth0 00000000 00000000 0001 0 0 0 00000000
                        """);

        assertThat(codes(PHYSICAL)).contains("DEPENDENT_IN_USE");
        assertThat(codes(OTHER_VIRTUAL)).isEmpty();
    }

    @Test
    void aVirtualFunctionDetachedByThisAgentKeepsThePhysicalFunction() {
        tree.remove("/sys/bus/pci/devices/" + VIRTUAL + "/driver");
        assertThat(codes(PHYSICAL)).isEmpty();

        String fingerprint = fingerprint(VIRTUAL);
        new HostTree(state).file("/groups/" + fingerprint + ".json", """
                {"schema": 1, "fingerprint": "%s", "bootId": "5f2c1f1e-0000-4000-8000-000000000000",
                 "phase": "DETACHING", "owner": "assignment 5f2c", "operationId": "1",
                 "members": [{"address": "%s", "driver": "ixgbevf", "override": null, "targetDriver": "vfio-pci"}]}
                """.formatted(fingerprint, VIRTUAL));
        assertThat(codes(PHYSICAL)).containsExactly("DEPENDENT_IN_USE");
        assertThat(reasons(PHYSICAL)).singleElement().asString().contains("assignment 5f2c");

        new HostTree(state).file("/groups/" + fingerprint + ".json", "banana");
        assertThat(codes(PHYSICAL)).containsExactly("UNKNOWN", "UNKNOWN");
    }

    @Test
    void aVirtualFunctionThatTheVendorsDriverOffersToGuestsKeepsThePhysicalFunction() {
        tree.directory(pci.directory(VIRTUAL) + "/vfio-dev/vfio0");

        assertThat(codes(PHYSICAL)).containsExactly("VENDOR_VFIO", "DEPENDENT_IN_USE");
    }

    @Test
    void aVirtualFunctionInTheGroupOfThePhysicalFunctionKeepsTheGroup() {
        tree.remove("/sys/kernel/iommu_groups/31/devices/" + VIRTUAL);
        pci.group(30, PHYSICAL, VIRTUAL);

        assertThat(codes(PHYSICAL)).containsExactly("DEPENDENT_IN_USE");
        assertThat(reasons(PHYSICAL)).singleElement().asString().contains(VIRTUAL);
    }

    @Test
    void anUnreadableVirtualFunctionMakesThePhysicalFunctionUnknown() {
        pci.attribute(VIRTUAL, "numa_node", "banana\n");

        assertThat(codes(PHYSICAL)).containsExactly("UNKNOWN");
    }

    @Test
    void aVirtualFunctionWithoutAnAnswerMakesThePhysicalFunctionUnknown() {
        tree.bytes("/sys/bus/pci/devices/" + VIRTUAL + "/config", new byte[0]);

        assertThat(codes(PHYSICAL)).containsExactly("UNKNOWN");
    }

    @Test
    void anOpenMediatedDeviceKeepsItsFunctionAndAnIdleOneIsRemoved() {
        mediatedDevice();
        assertThat(codes(OTHER_VIRTUAL)).isEmpty();
        assertThat(run("plan", OTHER_VIRTUAL).out()).contains("A detach removes mediated device " + UUID);

        open(4711, "qemu-system-x86", "/dev/vfio/52");
        assertThat(codes(OTHER_VIRTUAL)).containsExactly("DEPENDENT_IN_USE");
        assertThat(codes(PHYSICAL)).containsExactly("DEPENDENT_IN_USE");
        assertThat(codes(VIRTUAL)).isEmpty();
    }

    @Test
    void aMediatedDeviceOpenByItsOwnFileKeepsItsFunction() {
        mediatedDevice();
        tree.directory(pci.directory(OTHER_VIRTUAL) + "/" + UUID + "/vfio-dev/vfio7");
        open(4711, "qemu-system-x86", "/dev/vfio/devices/vfio7");

        assertThat(codes(OTHER_VIRTUAL)).containsExactly("DEPENDENT_IN_USE");
    }

    @Test
    void anAnonymousVfioFileCountsForTheDeviceThatTheKernelNames() {
        mediatedDevice();
        open(4711, "spdk_tgt", "anon_inode:[vfio-device]");
        assertThat(codes(OTHER_VIRTUAL)).containsExactly("UNKNOWN");

        String path = "vfio-device-syspath: " + pci.directory(OTHER_VIRTUAL) + "/" + UUID + "\n";
        tree.file("/proc/4711/fdinfo/30", "pos:\t0\n" + path);
        assertThat(codes(OTHER_VIRTUAL)).containsExactly("DEPENDENT_IN_USE");

        tree.file("/proc/4711/fdinfo/30", "vfio-device-syspath: " + pci.directory(PHYSICAL) + "\n");
        assertThat(codes(OTHER_VIRTUAL)).isEmpty();
    }

    @Test
    void anOpenFunctionBehindAVmdControllerKeepsTheControllerAndAnIdleOneIsRemoved() {
        pci.endpoint("pci0000:00", VMD, "8086:9a0b", "010400")
                .driver(VMD, "vmd")
                .endpoint("pci0000:00/" + VMD + "/pci10000:e0", BEHIND_VMD, "144d:a808", "010802")
                .group(40, VMD);
        assertThat(run("plan", VMD).out()).contains("A detach removes function behind the controller " + BEHIND_VMD);
        assertThat(codes(VMD)).isEmpty();

        pci.group(41, BEHIND_VMD);
        lend(BEHIND_VMD);
        assertThat(codes(VMD)).containsExactly("DEPENDENT_IN_USE");
    }

    @Test
    void aFramebufferIsReleasedBeforeThePinAlsoWhereTheDisplayIsTheOnlyConsole() {
        display();
        String sentence = "A detach releases framebuffer simple-framebuffer.0 of " + DISPLAY
                + ". The framebuffer comes back at the next boot.";
        assertThat(run("plan", DISPLAY).exitCode()).isZero();
        assertThat(run("plan", DISPLAY).out()).contains(sentence);
        assertThat(steps(DISPLAY)).containsExactly("RELEASE_FRAMEBUFFER", "PIN", "PROBE", "VERIFY");

        tree.file("/sys/class/tty/console/active", "tty0\n");
        assertThat(codes(DISPLAY)).containsExactly("CONSOLE");
        assertThat(run("plan", DISPLAY).out()).contains(sentence);
    }

    @Test
    void anOpenFramebufferKeepsTheDisplay() {
        display();
        String device = "/sys/devices/platform/simple-framebuffer.0/drm/card0";
        tree.directory(device).link("/sys/class/drm/card0", device);
        open(812, "Xorg", "/dev/dri/card0");

        assertThat(codes(DISPLAY)).containsExactly("DEPENDENT_IN_USE");
        assertThat(reasons(DISPLAY)).singleElement().asString().contains("Xorg", "812");
    }

    @Test
    void aFramebufferWithoutAKnownDisplayMakesDisplaysUnknown() {
        display();
        tree.remove("/proc/iomem");
        assertThat(codes(DISPLAY)).containsExactly("UNKNOWN");
        assertThat(codes(PHYSICAL)).isEmpty();

        pci.attribute(DISPLAY, "boot_vga", "1\n");
        assertThat(codes(DISPLAY)).isEmpty();
    }

    @Test
    void switchesAndManyMembersHaveNoDependents() {
        String fabric = "pci0000:00/0000:00:1a.0";
        pci.bridge("pci0000:00", "0000:00:1a.0")
                .endpoint(fabric, "0000:05:00.0", "10de:22a3", "068000")
                .endpoint(fabric, "0000:07:00.3", "10de:22a3", "068000")
                .driver("0000:05:00.0", "nvidia-nvswitch")
                .driver("0000:07:00.3", "nvidia-nvswitch")
                .group(114, "0000:00:1a.0", "0000:05:00.0", "0000:07:00.3");

        assertThat(codes("0000:05:00.0")).isEmpty();
        assertThat(json("inspect", "05:00.0", "--json").at("/dependents")).isEmpty();
        assertThat(run("plan", "05:00.0").exitCode()).isZero();
        assertThat(json("inspect", PORT, "--json").at("/dependents")).isEmpty();
    }

    private void virtualFunction(int number, String address) {
        pci.endpoint(BELOW_PORT, address, "8086:10ed", "020000")
                .driver(address, "ixgbevf")
                .group(31 + number, address)
                .tree()
                .link(pci.directory(address) + "/physfn", "../" + PHYSICAL)
                .link(pci.directory(PHYSICAL) + "/virtfn" + number, "../" + address);
    }

    private void lend(String address) {
        pci.driver(address, "vfio-pci").attribute(address, "driver_override", "vfio-pci\n");
    }

    private void mediatedDevice() {
        String device = pci.directory(OTHER_VIRTUAL) + "/" + UUID;
        tree.directory(device)
                .link(device + "/iommu_group", "/sys/kernel/iommu_groups/52")
                .link("/sys/bus/mdev/devices/" + UUID, device);
    }

    private void display() {
        String device = "/sys/devices/platform/simple-framebuffer.0";
        pci.endpoint(BELOW_PORT, DISPLAY, "1002:1586", "030000").group(21, DISPLAY);
        tree.directory(device)
                .link(device + "/driver", "/sys/bus/platform/drivers/simple-framebuffer")
                .link("/sys/bus/platform/devices/simple-framebuffer.0", device)
                .file("/proc/iomem", """
                        2800000000-2fffffffff : 0000:c3:00.0
                          2800000000-2801fa3fff : BOOTFB
                            2800000000-2801fa3fff : simpledrm
                        """);
    }

    private void open(long pid, String command, String file) {
        tree.file("/proc/" + pid + "/comm", command + "\n")
                .file("/proc/" + pid + "/stat", pid + " (" + command + ") S 1\n")
                .link("/proc/" + pid + "/fd/30", file);
    }

    private List<String> codes(String address) {
        return texts(address, "/refusals", "/code");
    }

    private List<String> reasons(String address) {
        return texts(address, "/refusals", "/reason");
    }

    private List<String> uses(String address) {
        return json("inspect", address, "--json")
                .at("/dependents")
                .valueStream()
                .map(dependent -> dependent.at("/use").asString("idle"))
                .toList();
    }

    private List<String> steps(String address) {
        return texts(address, "/detachPlan", "/action");
    }

    private List<String> texts(String address, String list, String field) {
        return json("inspect", address, "--json")
                .at(list)
                .valueStream()
                .map(one -> one.at(field).asString())
                .toList();
    }

    private String fingerprint(String address) {
        return json("inspect", address, "--json").at("/fingerprint").asString();
    }

    private JsonNode json(String... arguments) {
        return JsonMapper.shared().readTree(run(arguments).out());
    }

    private CommandRun run(String... arguments) {
        List<String> all = Stream.concat(
                        Stream.of("--root", root.toString(), "--state", state.toString()), Stream.of(arguments))
                .toList();
        return CommandRun.of(all.toArray(String[]::new));
    }
}
