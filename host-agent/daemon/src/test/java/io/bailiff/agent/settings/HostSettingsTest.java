// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.HostSetting;
import io.bailiff.agent.api.HostSetting.Source;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciTree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host with one GPU, 10de:2231 with the class of a VGA controller. */
class HostSettingsTest {

    private static final String GPU = "0000:01:00.0";

    @TempDir
    private Path root;

    private PciTree pci;
    private HostTree tree;

    @BeforeEach
    void setUp() {
        pci = new PciTree(root)
                .endpoint("pci0000:00", GPU, "10de:2231", "030000")
                .group(1, GPU);
        tree = pci.tree();
    }

    @Test
    void aHostWithoutSettingsHasNone() {
        assertThat(sources()).isEmpty();
        assertThat(HostSettings.read(tree.files()).problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quiet vfio-pci.ids=10de:2231,10de:1aef",
                "vfio_pci.ids=10de:1aef,10de:2231 quiet",
                "pci-stub.ids=10DE:2231:0000:0000",
                "vfio-pci.ids=10de:2231:ffffffff:ffffffff:030000:ff0000",
                "vfio-pci.ids=\"10de:2231\"",
            })
    void theCommandLineNamesTheFunction(String line) {
        tree.file("/proc/cmdline", line + "\n");

        assertThat(sources()).containsExactly(Source.KERNEL_COMMAND_LINE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vfio-pci.ids=10de:2232",
                "vfio-pci.ids=10de",
                "vfio-pci.ids=10de:2231:1043",
                "vfio-pci.ids=10de:2231:ffffffff:ffffffff:040000:ff0000",
                "nouveau.ids=10de:2231",
                "vfio-pci.disable_vga=1",
            })
    void theCommandLineDoesNotNameTheFunction(String line) {
        tree.file("/proc/cmdline", line + "\n");

        assertThat(sources()).isEmpty();
    }

    @Test
    void theOptionsOfModprobeNameTheFunction() {
        tree.file("/etc/modprobe.d/vfio.conf", "# GPU\noptions vfio-pci disable_vga=1 \\\n  ids=10de:2231\n");

        assertThat(settings()).singleElement().satisfies(setting -> {
            assertThat(setting.source()).isEqualTo(Source.MODPROBE);
            assertThat(setting.file()).isEqualTo("/etc/modprobe.d/vfio.conf");
        });
    }

    @Test
    void aCommentAnotherModuleAndAnotherSuffixNameNothing() {
        tree.file("/etc/modprobe.d/a.conf", "#options vfio-pci ids=10de:2231\noptions nouveau ids=10de:2231\n")
                .file("/etc/modprobe.d/b.conf.bak", "options vfio-pci ids=10de:2231\n");

        assertThat(sources()).isEmpty();
    }

    @Test
    void aFileOfTheAdministratorReplacesTheFileOfAPackage() {
        tree.file("/lib/modprobe.d/vfio.conf", "options vfio-pci ids=10de:2231\n")
                .file("/etc/modprobe.d/vfio.conf", "options vfio-pci ids=1002:1586\n");

        assertThat(sources()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {GPU, "pci-" + GPU})
    void aRuleOfDriverctlNamesTheFunction(String name) {
        tree.file("/etc/driverctl.d/" + name, "vfio-pci\n");

        assertThat(settings())
                .containsExactly(new HostSetting(
                        PciAddress.parse(GPU), Source.DRIVERCTL, "/etc/driverctl.d/" + name, "vfio-pci"));
    }

    @Test
    void theDefinitionOfAGuestNamesTheFunction() {
        tree.file("/etc/libvirt/qemu/gaming.xml", definition("gaming", "yes"))
                .file("/etc/libvirt/qemu/other.xml", definition("other", "no"))
                .file("/etc/libvirt/qemu/networks/default.xml", "<network/>");

        assertThat(settings())
                .extracting(HostSetting::source, HostSetting::text)
                .containsExactly(tuple(Source.MANAGED_BY_GUEST, "gaming"), tuple(Source.NAMED_BY_GUEST, "other"));
    }

    @Test
    void aMalformedDefinitionIsAProblemAndHidesNoOther() {
        tree.file("/etc/libvirt/qemu/broken.xml", "<domain>")
                .file("/etc/libvirt/qemu/gaming.xml", definition("gaming", "yes"));

        assertThat(sources()).containsExactly(Source.MANAGED_BY_GUEST);
        assertThat(HostSettings.read(tree.files()).problems())
                .singleElement()
                .asString()
                .contains("/etc/libvirt/qemu/broken.xml");
    }

    private static String definition(String name, String managed) {
        return """
                <!-- WARNING: THIS IS AN AUTO-GENERATED FILE. -->
                <domain type='kvm'>
                  <name>%s</name>
                  <uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid>
                  <devices>
                    <hostdev mode='subsystem' type='pci' managed='%s'>
                      <source><address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/></source>
                    </hostdev>
                  </devices>
                </domain>
                """.formatted(name, managed);
    }

    private List<Source> sources() {
        return settings().stream().map(HostSetting::source).toList();
    }

    private List<HostSetting> settings() {
        try {
            FunctionReport gpu = new PciBus(tree.files())
                    .groupOf(PciAddress.parse(GPU))
                    .orElseThrow()
                    .members()
                    .get(0);
            return HostSettings.read(tree.files()).about(gpu);
        } catch (HostFileException failure) {
            throw new AssertionError(failure);
        }
    }
}
