// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainXmlReaderTest {

    private static final String UUID_TEXT = "6d2013fb-d0e3-4a50-9a4e-3b0a4f1a2c3d";

    @Test
    void aRunningGuestHasAnId() {
        DomainXml read = DomainXmlReader.read(domain("type='kvm' id='7'", ""));

        assertThat(read)
                .isEqualTo(new DomainXml(
                        UUID.fromString(UUID_TEXT),
                        "web & co",
                        Optional.of("7"),
                        java.util.List.of(),
                        java.util.List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {" padded name ", "\u00a0web", "B\u00fcro \u5de5\u4f5c\u7ad9 \"x\" #1?%2F..", "  ", "a\tb"})
    void theNameOfAGuestIsExact(String name) {
        String xml = domain("type='kvm'", "").replaceFirst("<name>[^<]*</name>", "<name>" + name + "</name>");

        assertThat(DomainXmlReader.read(xml).name()).isEqualTo(name);
    }

    @Test
    void aGuestThatIsOffHasNoId() {
        assertThat(DomainXmlReader.read(domain("type='kvm'", "")).id()).isEmpty();
    }

    static Stream<Arguments> devices() {
        return Stream.of(
                Arguments.of(
                        hostdev("managed='no'", "domain='0x0000' bus='0x02' slot='0x01' function='0x0'", "ua-nic"),
                        new HostDevice(Optional.of("ua-nic"), "0000:02:01.0", false)),
                Arguments.of(
                        hostdev("managed='yes'", "domain='0x0001' bus='0xfe' slot='0x1f' function='0x7'", "hostdev0"),
                        new HostDevice(Optional.of("hostdev0"), "0001:fe:1f.7", true)),
                Arguments.of(
                        hostdev("", "domain='0x10000' bus='0x02' slot='0x01' function='0x0'", "ua-vmd"),
                        new HostDevice(Optional.of("ua-vmd"), "10000:02:01.0", false)),
                Arguments.of(
                        hostdev("", "bus='2' slot='17' function='1'", "ua-decimal"),
                        new HostDevice(Optional.of("ua-decimal"), "0000:02:11.1", false)),
                Arguments.of("""
                        <hostdev mode='subsystem' type='pci' managed='no'>
                          <driver name='vfio'/>
                          <source><address domain='0x0000' bus='0x02' slot='0x01' function='0x1'/></source>
                          <address type='unassigned'/>
                        </hostdev>
                        """, new HostDevice(Optional.empty(), "0000:02:01.1", false)),
                Arguments.of("""
                        <interface type='hostdev' managed='yes'>
                          <mac address='52:54:00:00:00:01'/>
                          <source><address type='pci' domain='0x0000' bus='0x03' slot='0x10' function='0x2'/></source>
                          <alias name='hostdev1'/>
                          <address type='pci' domain='0x0000' bus='0x06' slot='0x00' function='0x0'/>
                        </interface>
                        """, new HostDevice(Optional.of("hostdev1"), "0000:03:10.2", true)),
                Arguments.of("""
                        <disk type='nvme' device='disk'>
                          <source type='pci' managed='yes' namespace='1'>
                            <address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
                          </source>
                          <alias name='virtio-disk0'/>
                        </disk>
                        """, new HostDevice(Optional.of("virtio-disk0"), "0000:01:00.0", true)),
                Arguments.of("""
                        <interface type='hostdev' managed='yes'>
                          <source network='vf-pool' portid='22222222-0000-4000-8000-000000000001'>
                            <address type='pci' domain='0x0000' bus='0x01' slot='0x10' function='0x0'/>
                          </source>
                          <alias name='hostdev0'/>
                        </interface>
                        """, new HostDevice(Optional.of("hostdev0"), "0000:01:10.0", true)));
    }

    static Stream<String> nvmeBelowAnotherDisk() {
        String function = "type='nvme'><format type='raw'/><source type='pci' managed='no' namespace='1'>"
                + "<address domain='0x0000' bus='0x05' slot='0x00' function='0x0'/></source>";
        return Stream.of(
                "<backingStore " + function + "</backingStore>",
                "<backingStore type='file'><source file='/mid'/><backingStore " + function
                        + "</backingStore></backingStore>",
                "<mirror job='copy' " + function + "</mirror>",
                "<mirror type='file' job='copy'><source file='/m'/><backingStore " + function
                        + "</backingStore></mirror>");
    }

    @ParameterizedTest
    @MethodSource("nvmeBelowAnotherDisk")
    void aFunctionInABackingChainOrAMirrorOfADiskIsRead(String below) {
        String disk = "<disk type='file' device='disk'><source file='/top'/>" + below + "<target dev='vda'/></disk>";

        assertThat(DomainXmlReader.read(domain("", disk)).devices())
                .containsExactly(new HostDevice(Optional.empty(), "0000:05:00.0", false));
    }

    @Test
    void everyNetworkOfAnInterfaceIsReadOnce() {
        String network = "<interface type='network'><source network='vf-pool'/></interface>";
        String others = "<interface type='bridge'><source bridge='br0'/></interface>"
                + "<interface type='hostdev'><source network='lent'><address bus='1' slot='16'/></source></interface>";

        assertThat(DomainXmlReader.read(domain("", network + others + network)).networks())
                .containsExactly("vf-pool");
    }

    @ParameterizedTest
    @MethodSource("devices")
    void everyKindOfFunctionIsRead(String xml, HostDevice expected) {
        assertThat(DomainXmlReader.read(domain("", xml)).devices()).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<hostdev mode='subsystem' type='usb'><source><address bus='1' device='2'/></source></hostdev>",
                "<hostdev mode='subsystem' type='mdev'><source><address uuid='" + UUID_TEXT + "'/></source></hostdev>",
                "<interface type='network'><source network='default'/></interface>",
                "<disk type='file'><source file='/a.qcow2'/><address type='pci' bus='0x01' slot='0x00'/></disk>",
                "<controller type='pci' model='pcie-root-port'><address type='pci' bus='0' slot='1'/></controller>",
            })
    void otherDevicesAreNotRead(String xml) {
        assertThat(DomainXmlReader.read(domain("", xml)).devices()).isEmpty();
    }

    @Test
    void theOrderOfTheXmlIsKept() {
        String two = hostdev("", "bus='2' slot='1' function='1'", "ua-b") + hostdev("", "bus='2' slot='1'", "ua-a");

        assertThat(DomainXmlReader.read(domain("", two)).devices())
                .extracting(HostDevice::address)
                .containsExactly("0000:02:01.1", "0000:02:01.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<hostdev type='pci'><alias name='ua-x'/></hostdev>",
                "<hostdev type='pci'><source/></hostdev>",
                "<hostdev type='pci'><source><address domain='0x0000' slot='0x01' function='0'/></source></hostdev>",
                "<hostdev type='pci'><source><address bus='0xzz' slot='0x01' function='0'/></source></hostdev>",
                "<hostdev type='pci'><source><address bus='-1' slot='0x01' function='0'/></source></hostdev>",
                "<hostdev type='pci'><source><address bus='1' slot='0x20' function='0'/></source></hostdev>",
            })
    void anUnreadableFunctionIsAnErrorAndIsNotDropped(String xml) {
        assertThatIllegalArgumentException().isThrownBy(() -> DomainXmlReader.read(domain("", xml)));
    }

    @Test
    void aFileNamedByAnEntityIsNotRead(@TempDir Path directory) throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "the secret");
        String xml = "<!DOCTYPE domain [<!ENTITY e SYSTEM '" + secret.toUri() + "'>]><domain><uuid>" + UUID_TEXT
                + "</uuid><name>&e;</name></domain>";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DomainXmlReader.read(xml))
                .withMessageContaining("DOCTYPE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE domain SYSTEM 'http://127.0.0.1:1/x.dtd'><domain/>",
                "<!DOCTYPE d [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><domain><name>&b;</name></domain>",
                "<network/>",
                "<domain><name>no uuid</name></domain>",
                "<domain><uuid>6d2013fb</uuid><name>a</name></domain>",
                "<domain>",
                "",
            })
    void aDocumentThatIsNotAGuestsXmlIsRejected(String xml) {
        assertThatIllegalArgumentException().isThrownBy(() -> DomainXmlReader.read(xml));
    }

    private static String hostdev(String attributes, String address, String alias) {
        return "<hostdev mode='subsystem' type='pci' " + attributes + "><driver name='vfio'/><source><address "
                + address
                + "/></source><alias name='" + alias + "'/>"
                + "<address type='pci' domain='0x0000' bus='0x05' slot='0x00' function='0x0'/></hostdev>";
    }

    private static String domain(String attributes, String devices) {
        return "<domain " + attributes + "><name>web &amp; co</name><uuid>" + UUID_TEXT + "</uuid><devices>" + devices
                + "</devices></domain>";
    }
}
