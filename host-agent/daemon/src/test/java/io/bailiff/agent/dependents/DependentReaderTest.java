// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.dependents;

import static io.bailiff.agent.api.Dependent.Kind.BEHIND_CONTROLLER;
import static io.bailiff.agent.api.Dependent.Kind.MEDIATED_DEVICE;
import static io.bailiff.agent.api.Dependent.Kind.VIRTUAL_FUNCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciTree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DependentReaderTest {

    private static final String PHYSICAL = "0000:01:00.0";
    private static final String VIRTUAL = "0000:01:10.0";
    private static final String UUID = "c1b0a2f4-7d4e-4f1c-8a53-4d2b8f3e9a10";

    @TempDir
    private Path root;

    private PciTree pci;

    @BeforeEach
    void aPhysicalFunctionBehindARootPort() {
        pci = new PciTree(root)
                .bridge("pci0000:00", "0000:00:01.0")
                .endpoint("pci0000:00/0000:00:01.0", PHYSICAL, "8086:10fb", "020000");
    }

    @Test
    void aVirtualFunctionDependsOnThePhysicalFunctionAndNotTheOtherWayRound() throws Exception {
        virtualFunction(VIRTUAL);
        pci.driver(VIRTUAL, "ixgbevf").tree().link(pci.directory(PHYSICAL) + "/virtfn0", "../" + VIRTUAL);

        assertThat(of(PHYSICAL))
                .extracting(DependentDevice::kind, DependentDevice::name, DependentDevice::driver)
                .containsExactly(tuple(VIRTUAL_FUNCTION, VIRTUAL, "ixgbevf"));
        assertThat(of(VIRTUAL)).isEmpty();
    }

    @Test
    void aVirtualFunctionWithoutLinkIsFoundByItsPhysicalFunction() throws Exception {
        virtualFunction(VIRTUAL);
        pci.attribute(PHYSICAL, "sriov_numvfs", "1\n");

        assertThat(names(PHYSICAL)).containsExactly(VIRTUAL);
    }

    @Test
    void aMalformedCountOfVirtualFunctionsIsAFailure() {
        pci.attribute(PHYSICAL, "sriov_numvfs", "banana\n");

        assertThatThrownBy(() -> of(PHYSICAL)).isInstanceOf(HostFileException.class);
    }

    @Test
    void aMediatedDeviceDependsOnItsFunctionAndOnThePhysicalFunctionAbove() throws Exception {
        virtualFunction(VIRTUAL);
        String device = pci.directory(VIRTUAL) + "/" + UUID;
        pci.tree()
                .link(pci.directory(PHYSICAL) + "/virtfn0", "../" + VIRTUAL)
                .directory(device)
                .link("/sys/bus/mdev/devices/" + UUID, device);

        assertThat(of(VIRTUAL))
                .extracting(DependentDevice::kind, DependentDevice::name)
                .containsExactly(tuple(MEDIATED_DEVICE, UUID));
        assertThat(names(PHYSICAL)).containsExactly(VIRTUAL, UUID);
    }

    @Test
    void everyFunctionBehindAVmdControllerDependsOnTheController() throws Exception {
        String vmd = "pci0000:00/0000:00:0e.0";
        pci.endpoint("pci0000:00", "0000:00:0e.0", "8086:9a0b", "010400")
                .bridge(vmd + "/pci10000:e0", "10000:e0:06.0")
                .endpoint(vmd + "/pci10000:e0/10000:e0:06.0", "10000:e1:00.0", "144d:a808", "010802");

        assertThat(of("0000:00:0e.0"))
                .extracting(DependentDevice::kind, DependentDevice::name)
                .containsExactly(tuple(BEHIND_CONTROLLER, "10000:e0:06.0"), tuple(BEHIND_CONTROLLER, "10000:e1:00.0"));
    }

    @Test
    void aFunctionBehindABridgeDoesNotDependOnTheBridge() throws Exception {
        assertThat(of("0000:00:01.0")).isEmpty();
    }

    @Test
    void aTunnelledFunctionDependsOnTheHostRouter() throws Exception {
        pci.endpoint("pci0000:00", "0000:00:0d.2", "8086:9a1b", "0c0340")
                .bridge("pci0000:00", "0000:00:07.0")
                .endpoint("pci0000:00/0000:00:07.0", "0000:2c:00.0", "10de:2484", "030000");
        consumer("0000:00:0d.2", "consumer:pci:0000:00:07.0");
        assertThat(names("0000:00:0d.2")).containsExactly("0000:2c:00.0");

        pci.tree().remove(pci.directory("0000:00:0d.2") + "/consumer:pci:0000:00:07.0");
        consumer("0000:00:0d.2", "consumer:0000:00:07.0");
        assertThat(names("0000:00:0d.2")).containsExactly("0000:2c:00.0");
    }

    @Test
    void onlyAHostRouterHasFunctionsBehindItsConsumers() throws Exception {
        pci.endpoint("pci0000:00", "0000:00:02.0", "10de:2484", "030000");
        consumer("0000:00:02.0", "consumer:pci:0000:00:01.0");

        assertThat(of("0000:00:02.0")).isEmpty();
    }

    private void virtualFunction(String address) {
        pci.endpoint("pci0000:00/0000:00:01.0", address, "8086:10ed", "020000")
                .tree()
                .link(pci.directory(address) + "/physfn", "../" + PHYSICAL);
    }

    private void consumer(String supplier, String name) {
        pci.tree().link(pci.directory(supplier) + "/" + name, "/sys/devices/virtual/devlink/link");
    }

    private List<String> names(String address) throws Exception {
        return of(address).stream().map(DependentDevice::name).toList();
    }

    private List<DependentDevice> of(String address) throws Exception {
        return new DependentReader(pci.files())
                .of(new PciBus(pci.files()).function(PciAddress.parse(address)).orElseThrow());
    }
}
