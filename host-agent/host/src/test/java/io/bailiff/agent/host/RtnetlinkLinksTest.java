// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copied tree never changes the interfaces of the machine with the tree. */
class RtnetlinkLinksTest {

    @TempDir
    private Path root = Path.of("");

    private HostTree tree = new HostTree(root);

    @BeforeEach
    void anInterfaceWithTheIndexOfLoopback() {
        tree = new HostTree(root).file("/sys/class/net/eth0/ifindex", "1\n").file("/sys/class/net/br0/ifindex", "1\n");
    }

    @Test
    void aTreeWithoutProcessesIsOutOfReach() {
        assertThatThrownBy(() -> tree.files().links().setMaster("eth0", "br0"))
                .isInstanceOf(HostFileException.class)
                .hasMessageContaining("network namespace");
    }

    @Test
    void anotherNetworkNamespaceIsOutOfReach() {
        tree.directory("/proc/1/ns").link("/proc/1/ns/net", "net:[1]");

        assertThatThrownBy(() -> tree.files().links().addVlan("eth0", "eth0.5", 5, LinkSettings.CUSTOMER_VLAN))
                .isInstanceOf(HostFileException.class)
                .hasMessageContaining("network namespace");
    }

    @Test
    void unavailableSettingsGiveTheReason() {
        assertThatThrownBy(() -> LinkSettings.unavailable("no access").vlanProtocol("eth0"))
                .isInstanceOfSatisfying(
                        HostFileException.class,
                        failure -> assertThat(failure.path()).isEqualTo("/sys/class/net/eth0"))
                .hasMessageContaining("no access");
    }
}
