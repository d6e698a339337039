// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.dependents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.pci.PciTree;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FramebuffersTest {

    private static final PciAddress DISPLAY = PciAddress.parse("0000:c3:00.0");
    private static final PciAddress OTHER = PciAddress.parse("0000:04:00.0");
    private static final String PORT = "pci0000:00/0000:00:08.1";

    @TempDir
    private Path root;

    private PciTree pci;

    @BeforeEach
    void aHostWithTwoDisplays() {
        pci = new PciTree(root)
                .bridge("pci0000:00", "0000:00:08.1")
                .endpoint(PORT, DISPLAY.toString(), "1002:1586", "030000")
                .endpoint(PORT, OTHER.toString(), "1a03:2000", "030000");
    }

    @Test
    void simpledrmInARegionOfAFunctionIsOnTheFunction() throws Exception {
        framebuffer("simple-framebuffer.0", "simple-framebuffer");
        pci.tree().file("/proc/iomem", """
                        00000000-00000fff : Reserved
                        2800000000-2fffffffff : 0000:c3:00.0
                          2800000000-2801fa3fff : BOOTFB
                            2800000000-2801fa3fff : simpledrm
                        3000000000-30000fffff : 0000:04:00.0
                        """);

        assertThat(read().on(DISPLAY)).containsExactly(new Framebuffer("simple-framebuffer.0", "simple-framebuffer"));
        assertThat(read().on(OTHER)).isEmpty();
        assertThat(read().unplaced()).isEmpty();
    }

    @Test
    void efifbBelowTheLastLevelOfIndentationIsFoundByTheAddresses() throws Exception {
        framebuffer("efi-framebuffer.0", "efi-framebuffer");
        pci.tree().file("/proc/iomem", """
                        c0000000-dfffffff : PCI Bus 0000:00
                          c0000000-d1ffffff : PCI Bus 0000:c0
                            c0000000-d1ffffff : PCI Bus 0000:c1
                              c0000000-d1ffffff : PCI Bus 0000:c2
                                c0000000-d1ffffff : PCI Bus 0000:c3
                                  c0000000-cfffffff : 0000:c3:00.0
                                  c0000000-c02fffff : efifb
                        """);

        assertThat(read().on(DISPLAY)).hasSize(1);
    }

    @Test
    void hiddenAddressesLeaveTheIndentation() throws Exception {
        framebuffer("simple-framebuffer.0", "simple-framebuffer");
        pci.tree().file("/proc/iomem", """
                        00000000-00000000 : 0000:04:00.0
                        00000000-00000000 : PCI Bus 0000:c3
                          00000000-00000000 : 0000:c3:00.0
                            00000000-00000000 : BOOTFB
                              00000000-00000000 : simpledrm
                        """);

        assertThat(read().on(DISPLAY)).hasSize(1);
        assertThat(read().on(OTHER)).isEmpty();
    }

    @Test
    void aPlatformDeviceBelowTheFunctionNeedsNoMemoryMap() throws Exception {
        String directory = pci.directory(DISPLAY.toString()) + "/simple-framebuffer.0";
        pci.tree().directory(directory).link("/sys/bus/platform/devices/simple-framebuffer.0", directory);
        framebuffer("simple-framebuffer.0", "simple-framebuffer");

        assertThat(read().on(DISPLAY)).hasSize(1);
    }

    @Test
    void aFramebufferWithoutAReservedRegionIsOnTheBootDisplay() throws Exception {
        framebuffer("efi-framebuffer.0", "efi-framebuffer");
        pci.tree().file("/proc/iomem", "c0000000-cfffffff : 0000:c3:00.0\n");
        pci.attribute(DISPLAY.toString(), "boot_vga", "1\n").attribute(OTHER.toString(), "boot_vga", "0\n");

        assertThat(read().on(DISPLAY)).hasSize(1);
    }

    @Test
    void aFramebufferInTheMemoryOfASocIsOnNoFunction() throws Exception {
        framebuffer("7e000000.framebuffer", "simple-framebuffer");
        pci.tree().file("/proc/iomem", """
                        3c000000-3c7e8fff : simplefb
                        600000000-6000fffff : 0000:04:00.0
                        """);

        assertThat(read().byFunction()).isEmpty();
        assertThat(read().unplaced()).isEmpty();
    }

    @Test
    void aFramebufferWithoutAnyTraceIsUnplaced() throws Exception {
        framebuffer("efi-framebuffer.0", "efi-framebuffer");
        assertThat(read().unplaced()).containsExactly("efi-framebuffer.0");

        pci.tree().file("/proc/iomem", "banana\n");
        assertThat(read().unplaced()).containsExactly("efi-framebuffer.0");
    }

    @Test
    void aFramebufferWithoutADriverAndOtherPlatformDevicesAreNone() throws Exception {
        pci.tree().directory("/sys/bus/platform/devices/simple-framebuffer.0");
        framebuffer("pcspkr", "pcspkr");

        assertThat(read().byFunction()).isEmpty();
        assertThat(read().unplaced()).isEmpty();
    }

    private void framebuffer(String device, String driver) {
        pci.tree()
                .directory("/sys/bus/platform/devices/" + device)
                .link("/sys/bus/platform/devices/" + device + "/driver", "/sys/bus/platform/drivers/" + driver);
    }

    private Framebuffers read() throws Exception {
        return Framebuffers.read(pci.files());
    }
}
