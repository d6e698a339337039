// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;

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

/** A host with a physical function enp1s0f0 and a virtual function, and a guest on network vf-pool. */
class GuestPoolsTest {

    private static final String PHYSICAL = "0000:01:00.0";
    private static final String VIRTUAL = "0000:01:10.0";
    private static final String POOL = "/etc/libvirt/qemu/networks/vf-pool.xml";
    private static final String GUEST = "/etc/libvirt/qemu/pooled.xml";

    @TempDir
    private Path root;

    private HostTree tree;

    @BeforeEach
    void setUp() {
        PciTree pci = new PciTree(root)
                .endpoint("pci0000:00", PHYSICAL, "8086:10fb", "020000")
                .endpoint("pci0000:00", VIRTUAL, "8086:10ed", "020000");
        tree = pci.tree()
                .link(pci.directory(PHYSICAL) + "/virtfn0", "../" + VIRTUAL)
                .link(pci.directory(VIRTUAL) + "/physfn", "../" + PHYSICAL)
                .link(pci.directory(PHYSICAL) + "/net/enp1s0f0/device", "../../../" + PHYSICAL)
                .link("/sys/class/net/enp1s0f0", "../../devices/pci0000:00/" + PHYSICAL + "/net/enp1s0f0")
                .file("/etc/libvirt/qemu/networks/default.xml", network("default", "<forward mode='nat'/>"))
                .file(GUEST, guest("""
                        <interface type='network'><source network='vf-pool'/></interface>
                        <interface type='network'><source network='default'/></interface>
                        """));
    }

    @Test
    void aGuestMayTakeEveryVirtualFunctionOfThePoolsInterface() throws Exception {
        tree.file(POOL, network("vf-pool", "<forward mode='hostdev'><pf dev='enp1s0f0'/></forward>"));

        assertThat(settings(VIRTUAL))
                .containsExactly(new HostSetting(PciAddress.parse(VIRTUAL), Source.POOL_OF_GUEST, POOL, "pooled"));
        assertThat(settings(PHYSICAL)).isEmpty();
    }

    @Test
    void aGuestMayTakeEveryFunctionThatThePoolNames() throws Exception {
        tree.file(POOL, network("vf-pool", """
                        <forward mode='hostdev' managed='yes'>
                          <address type='pci' domain='0x0000' bus='0x01' slot='0x10' function='0x0'/>
                        </forward>
                        """));

        assertThat(settings(VIRTUAL)).extracting(HostSetting::source).containsExactly(Source.POOL_OF_GUEST);
    }

    @Test
    void aPoolWithoutAGuestTakesNoFunction() throws Exception {
        tree.file(POOL, network("vf-pool", "<forward mode='hostdev'><pf dev='enp1s0f0'/></forward>"))
                .file(GUEST, guest("<interface type='network'><source network='default'/></interface>"));

        assertThat(settings(VIRTUAL)).isEmpty();
    }

    @Test
    void aPoolOfAnInterfaceThatTheHostDoesNotHaveHasNoFunctions() throws Exception {
        tree.file(POOL, network("vf-pool", "<forward mode='hostdev'><pf dev='enp9s0'/></forward>"));

        assertThat(settings(VIRTUAL)).isEmpty();
        assertThat(HostSettings.read(tree.files()).problems()).isEmpty();
    }

    @Test
    void aMalformedNetworkIsAProblemAndHidesNoOther() throws Exception {
        tree.file("/etc/libvirt/qemu/networks/broken.xml", "<network>")
                .file(POOL, network("vf-pool", "<forward mode='hostdev'><pf dev='enp1s0f0'/></forward>"));

        assertThat(settings(VIRTUAL)).hasSize(1);
        assertThat(HostSettings.read(tree.files()).problems())
                .singleElement()
                .asString()
                .contains("/etc/libvirt/qemu/networks/broken.xml");
    }

    @Test
    void aFunctionOnTheCommandLineOfQemuIsNamedByTheGuest() throws Exception {
        tree.file(GUEST, guest("").replace("</devices>", """
                        </devices><qemu:commandline>
                          <qemu:arg value='-device'/><qemu:arg value='vfio-pci,host=01:10.0'/>
                        </qemu:commandline>
                        """));

        assertThat(settings(VIRTUAL))
                .containsExactly(new HostSetting(PciAddress.parse(VIRTUAL), Source.NAMED_BY_GUEST, GUEST, "pooled"));
    }

    private List<HostSetting> settings(String address) throws HostFileException {
        return HostSettings.read(tree.files())
                .about(new PciBus(tree.files())
                        .inventory().ungrouped().stream()
                                .filter(function ->
                                        function.address().toString().equals(address))
                                .findFirst()
                                .orElseThrow());
    }

    private static String network(String name, String content) {
        return "<network><name>" + name + "</name>" + content + "</network>";
    }

    private static String guest(String devices) {
        return "<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><name>pooled</name>"
                + "<uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid><devices>" + devices + "</devices></domain>";
    }
}
