// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.libvirt.FunctionPool;
import io.bailiff.libvirt.Hypervisor;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.libvirt.Connect;

/**
 * Networks of a real libvirtd as pools of functions. A pool with addresses needs functions of the machine already for its definition
 * (bridge_driver.c, networkValidate), and every pool needs the functions for its start: the reader's test shows those.
 */
@Tag("host")
class NetworksOnLibvirtdTest {

    private final UUID uuid = UUID.randomUUID();
    private PrivateLibvirtd libvirtd;
    private Connect connect;
    private Hypervisor host;

    @BeforeEach
    void start() throws Exception {
        libvirtd = PrivateLibvirtd.start();
        connect = libvirtd.connect();
        host = TestHosts.connected(libvirtd.uri());
    }

    @AfterEach
    void end() throws Exception {
        host.close();
        connect.close();
        libvirtd.close();
    }

    @Test
    void theDefinitionOfAGuestHasThePoolsOfItsNetworks() throws Exception {
        define("pool of gäste", "<forward mode='hostdev' managed='yes'><pf dev='enp127s0f0'/></forward>");
        define("ordinary", "<forward mode='bridge'/><bridge name='br0'/>");
        defineGuest("pool of gäste", "ordinary", "pool of gäste", "missing");

        List<FunctionPool> pools = host.guest(uuid).orElseThrow().definedPools();

        assertThat(pools)
                .containsExactly(new FunctionPool("pool of gäste", Optional.of("enp127s0f0"), List.of(), true));
        assertThat(host.guests().get(0).definedPools()).isEqualTo(pools);
    }

    private void define(String name, String content) throws Exception {
        connect.networkDefineXML("<network><name>" + name + "</name>" + content + "</network>")
                .free();
    }

    private void defineGuest(String... networks) throws Exception {
        String[] interfaces = new String[networks.length];
        for (int i = 0; i < networks.length; i++) {
            interfaces[i] = "<interface type='network'><source network='" + networks[i] + "'/></interface>";
        }
        connect.domainDefineXML(GuestXml.firmwareOnly(uuid, "guest", interfaces))
                .free();
    }
}
