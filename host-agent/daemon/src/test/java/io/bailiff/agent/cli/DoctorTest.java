// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.pci.PciTree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code doctor} on a host with one GPU. */
class DoctorTest {

    private static final String GPU = "0000:01:00.0";

    @TempDir
    private Path root;

    @TempDir
    private Path state;

    private HostTree tree;

    @BeforeEach
    void setUp() {
        tree = new PciTree(root)
                .endpoint("pci0000:00", GPU, "10de:2231", "030000")
                .group(1, GPU)
                .tree()
                .directory("/sys/class/net")
                .directory("/sys/bus/pci/drivers/vfio-pci")
                .kernel61()
                .file("/dev/fuse", "");
    }

    @Test
    void aSettingThatMovesAFunctionIsNamedWithItsFile() {
        tree.file("/proc/cmdline", "quiet vfio-pci.ids=10de:2231\n").file("/etc/driverctl.d/pci-" + GPU, "vfio-pci\n");

        assertThat(findings("SETTINGS"))
                .hasSize(2)
                .allMatch(finding -> finding.contains(GPU))
                .anyMatch(finding -> finding.contains("/proc/cmdline"))
                .anyMatch(finding -> finding.contains("/etc/driverctl.d/pci-" + GPU));
    }

    @ParameterizedTest
    @CsvSource({"/sys/class/vfio-dev, 1", "/sys/class/vfio-dev /sys/class/vfio, 0", "/sys/class/vfio, 0"})
    void aKernelWithoutFilesOfGroupsIsNamed(String classes, int warnings) {
        for (String directory : classes.split(" ")) {
            tree.directory(directory);
        }

        assertThat(findings("VFIO")).hasSize(warnings);
    }

    @Test
    void aConfigurationWithoutFilesOfGroupsIsNamedBeforeTheModuleIsLoaded() {
        tree.file("/boot/config-6.1.0-56-amd64", "CONFIG_VFIO=m\n# CONFIG_VFIO_GROUP is not set\n");

        assertThat(findings("VFIO")).hasSize(1);
    }

    @Test
    void anUnreadableSettingIsNamed() {
        tree.file("/etc/libvirt/qemu/broken.xml", "<domain>");

        assertThat(findings("SETTINGS")).singleElement().asString().contains("/etc/libvirt/qemu/broken.xml");
    }

    @ParameterizedTest
    @CsvSource({
        "/proc/sys/fs/fuse/default_request_timeout, 0, 0",
        "/proc/sys/fs/fuse/default_request_timeout, 30, 1",
        "/proc/sys/fs/fuse/max_request_timeout, 60, 1",
        "/proc/sys/fs/fanotify/watchdog_timeout, 0, 0",
        "/proc/sys/fs/fanotify/watchdog_timeout, 60, 1"
    })
    void aLimitOfTheKernelForHeldCommandsIsNamed(String setting, String seconds, int findings) {
        tree.file(setting, seconds + "\n");

        assertThat(findings("GUARD")).hasSize(findings).allMatch(finding -> finding.contains(seconds + " s"));
    }

    @ParameterizedTest
    @CsvSource({
        "none [integrity] confidentiality, 1",
        "none integrity [confidentiality], 1",
        "[none] integrity confidentiality, 0"
    })
    void aKernelInLockdownCannotClearBusMastering(String lockdown, int warnings) {
        tree.file("/sys/kernel/security/lockdown", lockdown + "\n");

        assertThat(findings("LOCKDOWN")).hasSize(warnings);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0"})
    void anUnloadThatTheGuardCannotHoldIsNamedWithTheModule(String disabled, int warnings) {
        String function = "/sys/bus/pci/devices/" + GPU;
        tree.file(function + "/sriov_numvfs", "0\n")
                .link(function + "/driver", "../../../bus/pci/drivers/gpu")
                .link("/sys/bus/pci/drivers/gpu/module", "../../../../module/gpu_host")
                .file("/sys/module/gpu_host/refcnt", "0\n")
                .file("/proc/sys/kernel/modules_disabled", disabled + "\n");

        assertThat(findings("GUARD")).hasSize(warnings).allMatch(finding -> finding.contains("gpu_host"));
    }

    @Test
    void aDriverThatIsBuiltIntoTheKernelHasNoUnload() {
        String function = "/sys/bus/pci/devices/" + GPU;
        tree.file(function + "/sriov_numvfs", "0\n")
                .link(function + "/driver", "../../../bus/pci/drivers/gpu")
                .link("/sys/bus/pci/drivers/gpu/module", "../../../../module/gpu_host")
                .directory("/sys/module/gpu_host/parameters");

        assertThat(findings("GUARD")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "libvirt.so.0.12002.0, 1",
        "libvirt.so.0.12008.1, 1",
        "libvirt.so.0.12009.0, 0",
        "libvirt.so.0.12001.0, 0",
        "libvirt.so.0.9000.0, 0",
        "libvirt.so.0, 0",
    })
    void aVersionOfLibvirtWithAKnownFaultIsNamed(String library, int warnings) {
        tree.file("/usr/lib/x86_64-linux-gnu/" + library, "");

        assertThat(findings("LIBVIRT")).hasSize(warnings);
    }

    private List<String> findings(String subject) {
        String out = CommandRun.of("--root", root.toString(), "--state", state.toString(), "doctor", "--json")
                .out();
        return JsonMapper.shared()
                .readTree(out)
                .valueStream()
                .filter(check -> check.at("/subject").asString().equals(subject))
                .filter(check -> check.at("/verdict").asString().equals("WARN"))
                .map((JsonNode check) -> check.at("/finding").asString())
                .toList();
    }
}
