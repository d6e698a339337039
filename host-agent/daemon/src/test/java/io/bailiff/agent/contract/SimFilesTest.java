// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimErrno;
import io.bailiff.agent.sim.SimFiles;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimOperation;
import org.junit.jupiter.api.Test;

class SimFilesTest {

    private static final PciAddress PORT = PciAddress.parse("0000:02:01.0");

    private final SimHost host = SimHost.demo(KernelFlavour.REFUSES);
    private final SimFiles files = host.files();
    private final PciBus bus = new PciBus(files);

    @Test
    void everyDeviceOfTheBusLeadsToItsDirectoryThroughItsBridges() throws HostFileException {
        assertThat(files.realPath("/sys/bus/pci/devices/" + PORT))
                .hasValue("/sys/devices/pci0000:00/0000:00:05.0/0000:01:00.0/0000:02:01.0");
        assertThat(files.list("/sys/bus/pci/devices")).hasSize(22);
        assertThat(files.read("/sys/bus/pci/devices/" + PORT + "/vendor")).isEqualTo("0x8086");
        assertThat(files.readBytes("/sys/bus/pci/devices/0000:01:00.0/config", 64)[0x0e])
                .isEqualTo((byte) 1);
    }

    @Test
    void theDemoBootsWithEveryFunctionOnItsOwnDriver() throws HostFileException {
        assertThat(bus.driver(PORT)).hasValue("e1000");
        assertThat(bus.driver(PciAddress.parse("0000:01:00.0"))).isEmpty();
        assertThat(bus.driver(PciAddress.parse("0000:03:00.0"))).hasValue("nouveau");
        assertThat(bus.driver(PciAddress.parse("0000:03:00.1"))).hasValue("snd_hda_intel");
        assertThat(bus.driver(PciAddress.parse("0000:05:00.0"))).hasValue("nvme");
        assertThat(bus.driver(PciAddress.parse("0000:00:1c.0"))).hasValue("pcieport");
        assertThat(files.list("/sys/kernel/iommu_groups/7/devices"))
                .containsExactly("0000:01:00.0", "0000:02:01.0", "0000:02:01.1");
        assertThat(files.readLink("/sys/bus/pci/devices/" + PORT + "/iommu_group"))
                .hasValue("../../../../../kernel/iommu_groups/7");
    }

    @Test
    void theRootFileSystemLeadsThroughItsLogicalVolumeToTheNvmeFunction() throws HostFileException {
        assertThat(files.realPath("/sys/dev/block/253:0/slaves/nvme0n1p3"))
                .hasValue("/sys/devices/pci0000:00/0000:00:1c.0/0000:05:00.0/nvme/nvme0/nvme0n1/nvme0n1p3");
        assertThat(files.realPath("/sys/class/block/nvme0n1p3/holders/dm-0"))
                .hasValue("/sys/devices/virtual/block/dm-0");
    }

    @Test
    void theDefaultRouteLeadsThroughItsBridgeInterfaceToTheNic() throws HostFileException {
        assertThat(files.list("/sys/class/net/br0/brif")).containsExactly("eno1");
        assertThat(files.realPath("/sys/class/net/eno1/device"))
                .hasValue("/sys/devices/pci0000:00/0000:00:1d.0/0000:07:00.0");
        assertThat(files.realPath("/sys/class/net/eno1/master")).hasValue("/sys/devices/virtual/net/br0");
    }

    @Test
    void anInterfaceIsGoneWhenItsFunctionHasLeftTheHostDriver() throws HostFileException {
        assertThat(files.list("/sys/class/net")).contains("enp2s1f0");
        files.write("/sys/bus/pci/devices/" + PORT + "/driver_override", "none");
        files.write("/sys/bus/pci/drivers/e1000/unbind", PORT.toString());
        assertThat(files.list("/sys/class/net")).doesNotContain("enp2s1f0").contains("enp2s1f1");
    }

    @Test
    void aWriteOnlyFileCannotBeReadAndAReadOnlyOneNotWritten() {
        assertThatThrownBy(() -> files.read("/sys/bus/pci/drivers_probe"))
                .isInstanceOfSatisfying(
                        HostFileException.class,
                        denied -> assertThat(denied.error()).isEqualTo(HostError.DENIED));
        assertThatThrownBy(() -> files.write("/sys/bus/pci/devices/" + PORT + "/vendor", "0x0000"))
                .isInstanceOfSatisfying(
                        HostFileException.class,
                        denied -> assertThat(denied.error()).isEqualTo(HostError.DENIED));
        assertThatThrownBy(() -> files.write("/sys/bus/pci/drivers/nothing/bind", "x"))
                .isInstanceOfSatisfying(
                        HostFileException.class,
                        absent -> assertThat(absent.error()).isEqualTo(HostError.NO_ENTRY));
    }

    @Test
    void anUnboundFunctionWithNoOverrideIsRecordedAsAViolation() throws HostFileException {
        files.write("/sys/bus/pci/drivers/e1000/unbind", PORT.toString());
        assertThat(host.kernel().violations()).singleElement().asString().contains("unbind from e1000");
    }

    @Test
    void aPinnedFunctionThatIsUnboundIsNoViolationUntilItsPinIsTakenAway() throws HostFileException {
        files.write("/sys/bus/pci/devices/" + PORT + "/driver_override", "vfio-pci\n");
        files.write("/sys/bus/pci/drivers/e1000/unbind", PORT.toString());
        assertThat(host.kernel().violations()).isEmpty();
        files.write("/sys/bus/pci/devices/" + PORT + "/driver_override", "\n");
        assertThat(host.kernel().violations()).hasSize(1);
    }

    @Test
    void aFunctionThatBeganWithoutADriverMayBeLoose() throws HostFileException {
        String bridge = "/sys/bus/pci/devices/0000:01:00.0/driver_override";
        files.write(bridge, "none");
        files.write(bridge, "\n");
        assertThat(host.kernel().violations()).isEmpty();
    }

    @Test
    void aFaultMakesAStepFailBeforeItHasDoneAnything() throws HostFileException {
        host.kernel().faults().failOnce(SimOperation.UNBIND, PORT, SimErrno.EIO);
        assertThatThrownBy(() -> files.write("/sys/bus/pci/drivers/e1000/unbind", PORT.toString()))
                .hasMessageContaining("EIO");
        assertThat(bus.driver(PORT)).hasValue("e1000");
        files.write("/sys/bus/pci/drivers/e1000/unbind", PORT.toString());
        assertThat(bus.driver(PORT)).isEmpty();
    }

    @Test
    void aFileCanBeMadeToSayNonsenseOrNothing() throws HostFileException {
        String numa = "/sys/bus/pci/devices/" + PORT + "/numa_node";
        host.kernel().faults().say(numa, "banana");
        assertThat(files.read(numa)).isEqualTo("banana");
        host.kernel().faults().failRead(numa, SimErrno.EIO);
        assertThatThrownBy(() -> files.read(numa)).hasMessageContaining("EIO");
    }

    @Test
    void aModuleBringsItsDriverAndThatTakesWhatItMatches() throws HostFileException {
        assertThat(files.exists("/sys/bus/pci/drivers/vfio-pci")).isFalse();
        files.load("vfio-pci");
        assertThat(files.exists("/sys/bus/pci/drivers/vfio-pci/unbind")).isTrue();
        assertThat(files.list("/sys/bus/pci/drivers/vfio-pci")).noneMatch(name -> name.startsWith("0000:"));
        assertThatThrownBy(() -> files.load("nonsense"))
                .isInstanceOfSatisfying(
                        HostFileException.class,
                        absent -> assertThat(absent.error()).isEqualTo(HostError.NO_ENTRY));
    }
}
