// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.api.Refusal.Code.GUEST_NETWORK;
import static io.bailiff.agent.api.Refusal.Code.INTERFACE_ADDRESS;
import static io.bailiff.agent.api.Refusal.Code.INTERFACE_STACKED;
import static io.bailiff.agent.critical.FakeHost.NIC;
import static io.bailiff.agent.critical.FakeHost.OTHER_NIC;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host with a container: process 4711, in a network namespace of its own. */
class OtherNamespacesTest {

    private static final String CONTAINER = "/proc/4711/root/sys/class/net/";

    @TempDir
    private Path root;

    private FakeHost host;

    @BeforeEach
    void setUp() {
        host = new FakeHost(root);
        host.netInterface(OTHER_NIC, "eth1");
        host.interfaceFile("eth1", "ifindex", "3");
        host.tree()
                .link("/proc/1/ns/net", "net:[1]")
                .link("/proc/4711/ns/net", "net:[2]")
                .file("/proc/4711/comm", "nginx\n")
                .file(
                        "/proc/4711/net/dev",
                        "Inter-|   Receive\n face |bytes\n    lo:       0       0\n  net1:  0  0\n");
    }

    @Test
    void aFunctionWithAnInterfaceInAnotherNamespaceIsInUse() {
        host.tree().directory(host.pci().directory(NIC) + "/net");

        assertThat(host.codes(NIC)).containsExactly(INTERFACE_ADDRESS);
        assertThat(host.refusals(OTHER_NIC)).isEmpty();
    }

    @Test
    void theContainerWithTheInterfaceIsNamed() {
        host.tree().directory(host.pci().directory(NIC) + "/net");
        containerInterface(
                "net1", "../../devices/" + host.pci().directory(NIC).substring("/sys/devices/".length()) + "/net/net1");

        assertThat(host.codes(NIC)).containsExactly(INTERFACE_ADDRESS);
        assertThat(host.reasons(NIC))
                .containsExactly(NIC + " provides net1, which is in the network namespace of process 4711 (nginx)");
    }

    @Test
    void aVirtioInterfaceInAnotherNamespaceLeadsToItsFunction() {
        host.tree().directory(host.pci().directory(NIC) + "/virtio3/net");
        host.tree().link("/sys/bus/virtio/devices/virtio3", host.pci().directory(NIC) + "/virtio3");

        assertThat(host.codes(NIC)).containsExactly(INTERFACE_ADDRESS);
    }

    @Test
    void aFunctionWithoutAnyInterfaceIsNotInUse() {
        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void theInterfaceUnderAMacvlanOfAContainerIsInUse() {
        containerInterface("net1", "../../devices/virtual/net/net1");
        host.tree().file(CONTAINER + "net1/uevent", "DEVTYPE=macvlan\n").file(CONTAINER + "net1/iflink", "3\n");

        assertThat(host.codes(OTHER_NIC)).containsExactly(INTERFACE_STACKED);
    }

    @Test
    void theInterfaceUnderAMacvtapOfAContainerCarriesTheNetworkOfAGuest() {
        containerInterface("net1", "../../devices/virtual/net/net1");
        host.tree().file(CONTAINER + "net1/uevent", "DEVTYPE=macvtap\n").file(CONTAINER + "net1/iflink", "3\n");

        assertThat(host.codes(OTHER_NIC)).containsExactly(GUEST_NETWORK);
    }

    @Test
    void aMacvlanOnAnInterfaceOfTheSameContainerUsesNothingOfTheHost() {
        containerInterface("net1", "../../devices/virtual/net/net1");
        host.tree()
                .file(CONTAINER + "net1/uevent", "DEVTYPE=macvlan\n")
                .file(CONTAINER + "net1/iflink", "3\n")
                .link(CONTAINER + "net1/lower_eth0", "../eth0");

        assertThat(host.refusals(OTHER_NIC)).isEmpty();
    }

    @Test
    void theInterfacesOfTheHostInTheSysfsOfAServiceAreNotThoseOfTheService() {
        containerInterface("eth1.7", "../../devices/virtual/net/eth1.7");
        host.tree().file(CONTAINER + "eth1.7/uevent", "DEVTYPE=vlan\n").file(CONTAINER + "eth1.7/iflink", "3\n");

        assertThat(host.refusals(OTHER_NIC)).isEmpty();
    }

    private void containerInterface(String name, String link) {
        String directory = "/proc/4711/root/sys/" + link.substring("../../".length());
        host.tree().directory(directory).link(CONTAINER + name, link);
    }
}
