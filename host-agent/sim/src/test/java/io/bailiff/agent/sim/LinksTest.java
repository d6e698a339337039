// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.LinkSettings;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Interfaces and virtual functions live as long as the binding to the host driver. */
class LinksTest {

    private static final String PORT_0 = "0000:02:01.0";
    private static final String PORT_1 = "0000:02:01.1";
    private static final String VF_0 = "0000:02:10.0";
    private static final String NET = "/sys/class/net/";
    private static final String COUNT = "/sys/bus/pci/devices/" + PORT_1 + "/sriov_numvfs";

    private final SimHost host =
            SimHost.boot("host", KernelFlavour.REFUSES, SimTopology.withNetworkConfiguration(), "boot-1");
    private final SimFiles files = host.files();

    @Test
    void anInterfaceIsConfiguredAfterTheBoot() throws Exception {
        assertThat(files.read(NET + "enp2s1f0/flags")).isEqualTo("0x1003");
        assertThat(files.realPath(NET + "enp2s1f0/master")).contains("/sys/devices/virtual/net/br1");
        assertThat(files.list(NET + "br1/brif")).containsExactly("enp2s1f0");
    }

    @Test
    void anUnbindRemovesTheInterfaceItsVlansAndItsBridgeMembership() throws Exception {
        files.links().addVlan("enp2s1f0", "enp2s1f0.100", 100, LinkSettings.CUSTOMER_VLAN);
        assertThat(files.read("/proc/1/net/vlan/config")).contains("enp2s1f0.100   | 100  | enp2s1f0");
        assertThat(files.exists(NET + "enp2s1f0/upper_enp2s1f0.100")).isTrue();

        unbind(PORT_0);

        assertThat(files.list(NET)).contains("br1").doesNotContain("enp2s1f0", "enp2s1f0.100");
        assertThat(files.list(NET + "br1/brif")).isEmpty();
        assertThat(files.read("/proc/1/net/vlan/config")).doesNotContain("enp2s1f0");
    }

    @Test
    void aNewInterfaceIsDownHasTheDefaultMtuAndIsNoPort() throws Exception {
        files.write(NET + "enp2s1f0/mtu", "9000");
        unbind(PORT_0);
        files.write("/sys/bus/pci/drivers/e1000/bind", PORT_0);

        assertThat(files.read(NET + "enp2s1f0/flags")).isEqualTo("0x1002");
        assertThat(files.read(NET + "enp2s1f0/mtu")).isEqualTo("1500");
        assertThat(files.exists(NET + "enp2s1f0/master")).isFalse();
    }

    @Test
    void aVlanIsNotUpOnALowerInterfaceThatIsDown() throws Exception {
        files.links().addVlan("enp2s1f0", "enp2s1f0.100", 100, LinkSettings.CUSTOMER_VLAN);
        files.write(NET + "enp2s1f0.100/flags", "0x1003");
        files.write(NET + "enp2s1f0/flags", "0x1002");

        assertThat(files.read(NET + "enp2s1f0.100/flags")).isEqualTo("0x1002");
        assertThatThrownBy(() -> files.write(NET + "enp2s1f0.100/flags", "0x1003"))
                .hasMessageContaining("ENETDOWN");
        assertThatThrownBy(() -> files.links().addVlan("enp2s1f0", "other", 100, LinkSettings.CUSTOMER_VLAN))
                .hasMessageContaining("EEXIST");
    }

    @Test
    void virtualFunctionsComeWithTheNumberAndGoWithTheDriver() throws Exception {
        files.write(COUNT, "2");

        assertThat(files.realPath("/sys/bus/pci/devices/" + VF_0 + "/driver")).contains("/sys/bus/pci/drivers/igbvf");
        assertThat(files.readLink("/sys/bus/pci/devices/" + VF_0 + "/physfn")).contains("../" + PORT_1);
        assertThat(files.readLink("/sys/bus/pci/devices/" + PORT_1 + "/virtfn0"))
                .contains("../" + VF_0);

        unbind(PORT_1);

        assertThat(files.read(COUNT)).isEqualTo("0");
        assertThat(files.exists("/sys/bus/pci/devices/" + VF_0)).isFalse();
        files.write("/sys/bus/pci/rescan", "1");
        assertThat(files.exists("/sys/bus/pci/devices/" + VF_0))
                .as("a rescan does not find a virtual function")
                .isFalse();
    }

    @Test
    void theKernelRefusesANumberOfVirtualFunctionsWithTheReason() throws Exception {
        assertFails(() -> files.write(COUNT, "3"), HostError.OTHER, "ERANGE");
        files.write(COUNT, "1");
        assertFails(() -> files.write(COUNT, "2"), HostError.BUSY, "EBUSY");
        unbind(PORT_1);
        assertFails(() -> files.write(COUNT, "1"), HostError.NO_ENTRY, "ENOENT");
    }

    @Test
    void withoutAutoprobeANewVirtualFunctionHasNoDriver() throws Exception {
        files.write("/sys/bus/pci/devices/" + PORT_1 + "/sriov_drivers_autoprobe", "0");
        files.write(COUNT, "1");

        assertThat(files.exists("/sys/bus/pci/devices/" + VF_0)).isTrue();
        assertThat(files.exists("/sys/bus/pci/devices/" + VF_0 + "/driver")).isFalse();
    }

    private void unbind(String address) throws HostFileException {
        files.write("/sys/bus/pci/devices/" + address + "/driver_override", "none");
        files.write("/sys/bus/pci/drivers/e1000/unbind", address);
        files.write("/sys/bus/pci/devices/" + address + "/driver_override", "e1000");
    }

    private static void assertFails(ThrowingCallable write, HostError error, String errno) {
        assertThatThrownBy(write).isInstanceOfSatisfying(HostFileException.class, failure -> {
            assertThat(failure.error()).isEqualTo(error);
            assertThat(failure).hasMessageContaining(errno);
        });
    }
}
