// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkXmlReaderTest {

    private static final String ADDRESSES =
            "<address type='pci' domain='0x0000' bus='0x01' slot='0x10' function='0x0'/>"
                    + "<address type='pci' domain='0x0000' bus='0x01' slot='0x10' function='0x2'/>";
    private static final List<String> FUNCTIONS = List.of("0000:01:10.0", "0000:01:10.2");

    @Test
    void aPoolHasItsAddresses() {
        assertThat(read("<forward mode='hostdev' managed='yes'>" + ADDRESSES + "</forward>"))
                .isEqualTo(new NetworkXml(true, Optional.empty(), FUNCTIONS));
    }

    @Test
    void aPoolOfAPhysicalFunctionHasItsInterface() {
        assertThat(read("<forward mode='hostdev' managed='yes'><driver name='vfio'/><pf dev='enp1s0f0'/></forward>"))
                .isEqualTo(new NetworkXml(true, Optional.of("enp1s0f0"), List.of()));
    }

    @Test
    void anActivePoolOfAPhysicalFunctionHasBoth() {
        assertThat(read("<forward mode='hostdev'><pf dev='enp1s0f0'/>" + ADDRESSES + "</forward>"))
                .isEqualTo(new NetworkXml(true, Optional.of("enp1s0f0"), FUNCTIONS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<forward mode='nat'><nat><port start='1024' end='65535'/></nat></forward><bridge name='virbr0'/>",
                "<forward mode='bridge'/><bridge name='br0'/>",
                "<forward mode='passthrough'><pf dev='enp1s0f0'/><interface dev='enp1s0f0v0'/></forward>",
            })
    void aNetworkThatGivesNoFunctionIsNoPool(String content) {
        assertThat(read(content)).isEqualTo(new NetworkXml(false, Optional.empty(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<domain/>",
                "<network>",
                "<!DOCTYPE n SYSTEM 'http://127.0.0.1:1/x.dtd'><network/>",
                "<network><forward mode='hostdev'><address type='pci' slot='1'/></forward></network>",
            })
    void aDocumentThatIsNotAReadableNetworkIsRejected(String xml) {
        assertThatIllegalArgumentException().isThrownBy(() -> NetworkXmlReader.read(xml));
    }

    private static NetworkXml read(String content) {
        return NetworkXmlReader.read("<network><name>vf-pool</name>" + content + "</network>");
    }
}
