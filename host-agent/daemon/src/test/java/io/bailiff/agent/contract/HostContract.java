// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.GroupUseScan;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.ConfigHeader;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import io.bailiff.agent.sim.ContractHost;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the agent relies on a kernel to do when it moves drivers. */
abstract class HostContract extends Contract {

    private static final String PORT_DRIVER = "pcieport";

    @Test
    void anOverrideThatIsNotSetReadsAsNullAndALineFeedTakesOneAway() throws HostFileException {
        String override = PciBus.DEVICES + subject + "/driver_override";
        assertThat(files.read(override)).isEqualTo("(null)");
        files.write(override, "none");
        assertThat(files.read(override)).isEqualTo("none");
        files.write(override, "\n");
        assertThat(files.read(override)).isEqualTo("(null)");
    }

    @Test
    void anOverrideIsTheFirstLineOfTheWrittenText() throws HostFileException {
        String override = PciBus.DEVICES + subject + "/driver_override";
        files.write(override, "none\nother\n");
        assertThat(files.read(override)).isEqualTo("none");
        files.write(override, "\nother\n");
        assertThat(files.read(override)).isEqualTo("(null)");
    }

    @Test
    void aFunctionWithADriverIsNotDisabledAndItsResetCannotBeRead() {
        assertFails(HostError.BUSY, () -> files.write(PciBus.DEVICES + subject + "/enable", "0"));
        assertFails(HostError.DENIED, () -> files.read(PciBus.DEVICES + subject + "/remove"));
    }

    /**
     * pcie_portdrv_remove in drivers/pci/pcie/portdrv_pci.c calls pci_disable_device. The function below keeps its driver, and its transfers
     * end at the port.
     */
    @Test
    void aPortWithoutItsDriverIsNoBusMasterAndTheFunctionBelowStays() throws HostFileException {
        PciAddress port = port();
        assertThat(isBusMaster(port)).isTrue();
        administrator.unbind(port, PORT_DRIVER);
        try {
            assertThat(isBusMaster(port)).isFalse();
            assertThat(bus.driver(subject)).hasValue(host.hostDriver());
        } finally {
            administrator.bind(port, PORT_DRIVER);
        }
        assertThat(isBusMaster(port)).isTrue();
    }

    /** Returns the port above the subject. */
    private PciAddress port() throws HostFileException {
        String place = files.realPath(PciBus.DEVICES + subject).orElseThrow();
        for (PciAddress above : SysfsNames.functions(place)) {
            if (bus.driver(above).equals(Optional.of(PORT_DRIVER))) {
                return above;
            }
        }
        throw new AssertionError("no function above " + subject + " is on " + PORT_DRIVER);
    }

    private boolean isBusMaster(PciAddress address) throws HostFileException {
        return ConfigHeader.read(files, address).isBusMaster();
    }

    @Test
    void anOverrideByItselfMovesNothing() throws HostFileException {
        administrator.override(subject, VFIO);
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
    }

    @Test
    void whatIsNotOnTheBusOrNotOnTheDriverIsNoDevice() {
        PciAddress nobody = PciAddress.parse("0000:ff:1f.7");
        assertFails(HostError.NO_DEVICE, () -> administrator.unbind(subject, VFIO));
        assertFails(HostError.NO_DEVICE, () -> administrator.unbind(nobody, host.hostDriver()));
        assertFails(HostError.NO_DEVICE, () -> administrator.bind(nobody, host.hostDriver()));
        assertFails(HostError.NO_DEVICE, () -> administrator.probe(nobody));
    }

    @Test
    void aWriteOnlyFileCannotBeReadAndAMissingOneNotWritten() {
        assertFails(HostError.DENIED, () -> files.read(PciBus.DRIVERS + host.hostDriver() + "/bind"));
        assertFails(HostError.NO_ENTRY, () -> administrator.bind(subject, "no-such-driver"));
    }

    /** Before 5.14 a bind that comes to nothing is ENODEV, whatever the reason (drivers/base/bus.c). */
    @Test
    void aBindOfABoundFunctionFails() {
        HostError expected = host.flavour().tellsProbeErrors() ? HostError.BUSY : HostError.NO_DEVICE;
        assertFails(expected, () -> administrator.bind(subject, host.hostDriver()));
    }

    @Test
    void aVfioDriverMatchesOnlyByOverride() throws HostFileException {
        administrator.override(subject, "none");
        administrator.unbind(subject, host.hostDriver());
        assertFails(HostError.NO_DEVICE, () -> administrator.bind(subject, VFIO));
        administrator.override(subject, VFIO);
        administrator.bind(subject, VFIO);
        assertThat(bus.driver(subject)).hasValue(VFIO);
    }

    @Test
    void aPinKeepsEveryOtherDriverAway() throws HostFileException {
        administrator.override(subject, VFIO);
        administrator.unbind(subject, host.hostDriver());
        assertFails(HostError.NO_DEVICE, () -> administrator.bind(subject, host.hostDriver()));
        assertThat(bus.driver(subject)).isEmpty();
    }

    @Test
    void aProbeFindsTheDriverThatTheOverrideNames() throws HostFileException {
        administrator.move(subject, host.hostDriver(), VFIO);
        assertThat(bus.driver(subject)).hasValue(VFIO);
        administrator.move(subject, VFIO, host.hostDriver());
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
    }

    @Test
    void aProbeThatFindsNothingOrHasNothingToDoSucceeds() throws HostFileException {
        administrator.probe(subject);
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
        administrator.move(subject, host.hostDriver(), "none");
        assertThat(bus.driver(subject)).isEmpty();
    }

    @Test
    void anIdThatIsAddedTakesADriverlessFunctionWithNoOverride() throws HostFileException {
        String vendor = files.read(PciBus.DEVICES + subject + "/vendor").substring(2);
        String device = files.read(PciBus.DEVICES + subject + "/device").substring(2);
        administrator.unbind(subject, host.hostDriver());
        files.write(PciBus.DRIVERS + VFIO + "/new_id", vendor + " " + device);
        try {
            assertThat(bus.driver(subject)).hasValue(VFIO);
            assertThat(bus.driver(sibling)).hasValue(host.hostDriver());
        } finally {
            files.write(PciBus.DRIVERS + VFIO + "/remove_id", vendor + " " + device);
        }
        assertThat(bus.driver(subject)).hasValue(VFIO);
        assertFails(HostError.INVALID, () -> files.write(PciBus.DRIVERS + VFIO + "/new_id", "nonsense"));
    }

    @Test
    void aFunctionThatIsFoundAgainHasLostItsOverrideAndIsTakenAtOnce() throws HostFileException {
        administrator.override(sibling, "none");
        files.write(PciBus.DEVICES + sibling + "/remove", "1");
        assertThat(bus.exists(sibling)).isFalse();
        files.write("/sys/bus/pci/rescan", "1");
        assertThat(bus.driver(sibling)).hasValue(host.hostDriver());
        assertThat(bus.driverOverride(sibling)).isEmpty();
        assertThat(group()).isEqualTo(group(sibling));
    }

    /**
     * pci_bus_add_device in drivers/pci/bus.c offers a new function to drivers without a look at the bus's setting.
     */
    @Test
    void aFunctionThatIsFoundAgainIsTakenEvenWithAutoprobeOff() throws HostFileException {
        files.write("/sys/bus/pci/drivers_autoprobe", "0");
        try {
            files.write(PciBus.DEVICES + sibling + "/remove", "1");
            files.write("/sys/bus/pci/rescan", "1");
            assertThat(bus.driver(sibling)).hasValue(host.hostDriver());
        } finally {
            files.write("/sys/bus/pci/drivers_autoprobe", "1");
        }
    }

    @Test
    void theGroupsFileIsThereWhileAMemberIsOnAVfioDriver() throws HostFileException {
        if (!host.flavour().hasGroupFiles()) {
            return;
        }
        String file = "/dev/vfio/" + group();
        assertThat(files.exists(file)).isFalse();
        administrator.move(sibling, host.hostDriver(), VFIO);
        await().until(() -> files.exists(file));
        administrator.move(sibling, VFIO, host.hostDriver());
        await().until(() -> !files.exists(file));
    }

    @Test
    void aKernelWithoutFilesOfGroupsHasAFileForEveryFunctionOnAVfioDriver() throws HostFileException {
        if (host.flavour().hasGroupFiles()) {
            return;
        }
        administrator.move(subject, host.hostDriver(), VFIO);
        await().until(() -> files.list("/dev/vfio/devices").size() == 1);
        assertThat(files.list(PciBus.DEVICES + subject + "/vfio-dev")).isEqualTo(files.list("/dev/vfio/devices"));
        assertThat(files.exists("/dev/vfio/" + group())).isFalse();
        administrator.move(subject, VFIO, host.hostDriver());
        await().until(() -> files.list("/dev/vfio/devices").isEmpty());
    }

    @Test
    void aGroupWithAMemberOnItsHostDriverCannotBeOpened() throws HostFileException {
        administrator.move(subject, host.hostDriver(), VFIO);
        assertThatThrownBy(() -> host.open()).isInstanceOf(Exception.class);
    }

    @Test
    void aMemberOnNoDriverIsInNobodysWay() throws Exception {
        administrator.move(subject, host.hostDriver(), VFIO);
        administrator.move(sibling, host.hostDriver(), "none");
        host.open().close();
    }

    @Test
    void aGroupCanBeOpenOnlyOnce() throws Exception {
        lend();
        try (ContractHost.Use use = host.open()) {
            assertThat(use).isNotNull();
            assertThatThrownBy(() -> host.open()).isInstanceOf(Exception.class);
        }
        host.open().close();
    }

    /** vfio_pci_core_enable and vfio_pci_core_disable in drivers/vfio/pci. */
    @Test
    void aFunctionOnAVfioDriverIsEnabledWhileItIsOpen() throws Exception {
        String enable = PciBus.DEVICES + subject + "/enable";
        lend();
        assertThat(files.read(enable)).isEqualTo("0");
        try (ContractHost.Use use = host.open()) {
            assertThat(use).isNotNull();
            assertThat(files.read(enable)).isNotEqualTo("0");
        }
        await().until(() -> files.read(enable).equals("0"));
    }

    @Test
    void aProcessWithTheFunctionsFileAloneKeepsTheGroupInUse() throws Exception {
        lend();
        try (ContractHost.Use use = host.openDeviceAlone()) {
            assertThat(use).isNotNull();
            assertThat(use()).isNotEqualTo(GroupUse.State.FREE);
            assertThatThrownBy(() -> host.open()).isInstanceOf(Exception.class);
        }
        await().until(() -> use() == GroupUse.State.FREE);
        host.open().close();
    }

    private GroupUse.State use() throws HostFileException {
        return new GroupUseScan(files).scan(bus.groupOf(subject).orElseThrow()).state();
    }

    @Test
    void aPinnedSiblingCanBeMovedBetweenVfioAndNothingWhileTheGroupIsInUse() throws Exception {
        lend();
        try (ContractHost.Use use = host.open()) {
            assertThat(use).isNotNull();
            administrator.unbind(sibling, VFIO);
            assertThat(bus.driver(sibling)).isEmpty();
            assertFails(HostError.NO_DEVICE, () -> administrator.bind(sibling, host.hostDriver()));
            administrator.probe(sibling);
            assertThat(bus.driver(sibling)).hasValue(VFIO);
        }
    }

    @Test
    void anUnbindOfAFunctionInUseWaitsForItsUserAndShowsNoDriverMeanwhile() throws Exception {
        lend();
        try (ContractHost.Use use = host.open()) {
            assertThat(use).isNotNull();
            assertFails(
                    HostError.TIMED_OUT,
                    () -> files.writeDetached(PciBus.DRIVERS + VFIO + "/unbind", subject.toString(), host.moment()));
            assertThat(bus.driver(subject)).isEmpty();
            administrator.probe(subject);
            assertThat(bus.driver(subject)).isEmpty();
        }
        probeUntilOnVfio();
    }

    @Test
    void whileAnUnbindWaitsWhatTheFunctionIsCanStillBeRead() throws Exception {
        lend();
        try (ContractHost.Use use = host.open()) {
            assertThat(use).isNotNull();
            assertFails(
                    HostError.TIMED_OUT,
                    () -> files.writeDetached(PciBus.DRIVERS + VFIO + "/unbind", subject.toString(), host.moment()));
            for (String attribute : List.of("vendor", "device", "class", "enable", "numa_node")) {
                assertThat(files.read(PciBus.DEVICES + subject + "/" + attribute))
                        .isNotEmpty();
            }
            assertThat(files.readBytes(PciBus.DEVICES + subject + "/config", 64))
                    .hasSize(64);
            assertThat(files.exists("/dev/vfio/" + group()))
                    .isEqualTo(host.flavour().hasGroupFiles());
        }
        probeUntilOnVfio();
    }

    /** An old kernel looks before it waits for the device lock (bind_store in drivers/base/bus.c). */
    @Test
    void aBindWhileAnUnbindWaitsFailsOrWaitsToo() throws Exception {
        lend();
        HostError expected = host.flavour().tellsProbeErrors() ? HostError.TIMED_OUT : HostError.NO_DEVICE;
        try (ContractHost.Use use = host.open()) {
            assertThat(use).isNotNull();
            assertFails(
                    HostError.TIMED_OUT,
                    () -> files.writeDetached(PciBus.DRIVERS + VFIO + "/unbind", subject.toString(), host.moment()));
            assertFails(
                    expected,
                    () -> files.writeDetached(PciBus.DRIVERS + VFIO + "/bind", subject.toString(), host.moment()));
        }
        probeUntilOnVfio();
    }

    /** A probe does nothing until the unbind, which nobody can see the end of, is over. */
    private void probeUntilOnVfio() {
        await().until(() -> {
            administrator.probe(subject);
            return bus.driver(subject).equals(Optional.of(VFIO));
        });
    }

    private String group() throws HostFileException {
        return group(subject);
    }

    private String group(PciAddress function) throws HostFileException {
        String link = files.readLink(PciBus.DEVICES + function + "/iommu_group").orElseThrow();
        return link.substring(link.lastIndexOf('/') + 1);
    }
}
