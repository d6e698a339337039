// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.PciAddress;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlFileTest {

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("/sys/bus/pci/drivers/e1000/bind", Kind.BIND, "bind a function to e1000"),
                Arguments.of("/sys/bus/pci/drivers/vfio-pci/unbind", Kind.UNBIND, "unbind a function from vfio-pci"),
                Arguments.of("/sys/bus/pci/drivers/nvme/new_id", Kind.NEW_ID, "add a device id to nvme (new_id)"),
                Arguments.of("/sys/bus/pci/drivers_probe", Kind.PROBE, "probe for a driver (drivers_probe)"),
                Arguments.of("/sys/bus/pci/rescan", Kind.RESCAN, "rescan for new functions (rescan)"),
                Arguments.of(
                        "/sys/devices/pci0000:00/pci_bus/0000:00/rescan",
                        Kind.RESCAN,
                        "rescan for new functions (rescan)"),
                Arguments.of(
                        "/sys/devices/pci0000:00/0000:00:05.0/0000:01:00.0/remove",
                        Kind.REMOVE,
                        "remove 0000:01:00.0 from the bus"),
                Arguments.of(
                        "/sys/devices/pci0000:00/0000:00:05.0/driver_override",
                        Kind.OVERRIDE,
                        "change the driver_override of 0000:00:05.0"),
                Arguments.of(
                        "/sys/devices/pci0000:00/0000:00:05.0/0000:02:00.0/sriov_numvfs",
                        Kind.VIRTUAL_FUNCTIONS,
                        "change the number of virtual functions of 0000:02:00.0 (sriov_numvfs)"),
                Arguments.of(
                        "/sys/bus/pci/slots/0-3/power", Kind.SLOT_POWER, "switch off the power of slot 0-3 (power)"),
                Arguments.of(
                        "/sys/bus/pci_express/drivers/pciehp/bind", Kind.RESCAN, "begin hot-plug of a port (bind)"),
                Arguments.of(
                        "/sys/bus/pci_express/drivers_probe", Kind.RESCAN, "begin hot-plug of a port (drivers_probe)"),
                Arguments.of("/sys/bus/pci/slots/0-3/test", Kind.RECONFIGURE, "write to test of slot 0-3"),
                Arguments.of("/sys/module/vfio_pci/refcnt", Kind.UNLOAD, "unload the module vfio_pci"),
                Arguments.of("/sys/kernel/iommu_groups/7/type", Kind.RECONFIGURE, "write to type of IOMMU group 7"),
                Arguments.of(
                        "/sys/devices/pci0000:00/0000:00:05.0/power/control",
                        Kind.RECONFIGURE,
                        "write to power/control of 0000:00:05.0"),
                Arguments.of(
                        "/sys/devices/pci0000:00/0000:00:05.0/resource0_wc",
                        Kind.RECONFIGURE,
                        "write to resource0_wc of 0000:00:05.0"),
                Arguments.of(
                        "/sys/devices/pci0000:00/0000:00:05.0/0000:02:00.0/nvme/nvme1/reset_controller",
                        Kind.RECONFIGURE,
                        "write to nvme/nvme1/reset_controller of 0000:02:00.0"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void aControlFileIsKnownByItsPath(String path, Kind kind, String what) {
        ControlFile file = ControlFile.of(path).orElseThrow();
        assertThat(file.kind()).isEqualTo(kind);
        assertThat(file.what(null)).isEqualTo(what);
    }

    @Test
    void aFunctionsOwnFileNamesTheFunction() {
        String path = "/sys/devices/pci0000:00/0000:00:05.0/0000:01:00.0/remove";
        assertThat(ControlFile.of(path).orElseThrow().function()).isEqualTo(PciAddress.parse("0000:01:00.0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sys/bus/pci/drivers/e1000/remove_id",
                "/sys/bus/pci/drivers/e1000/uevent",
                "/sys/devices/pci0000:00/0000:00:05.0/uevent",
                "/sys/devices/pci0000:00/0000:00:05.0/resource",
                "/sys/devices/pci0000:00/0000:00:05.0/power/wakeup",
                "/sys/devices/pci0000:00/0000:00:05.0/nvme/nvme1/rescan_controller",
                "/sys/bus/pci/slots/3/attention",
                "/sys/module/vfio_pci/initstate",
                "/sys/module/vfio_pci/parameters/refcnt",
                "/sys/bus/pci_express/drivers/pciehp/unbind",
                "/sys/bus/pci_express/drivers/aer/bind",
                "/sys/devices/system/cpu/cpu1/remove",
                "/tmp/bind"
            })
    void otherFilesAreNoControlFiles(String path) {
        assertThat(ControlFile.of(path)).isEmpty();
    }
}
