// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bailiff.libvirt.xml.DomainXmlReader;
import io.bailiff.libvirt.xml.HostDevice;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostDeviceXmlTest {

    @Test
    void aFunctionIsWrittenWithAddressAndAlias() {
        assertThat(HostDeviceXml.write(HostDevice.unmanaged("ua-bailiff-1-0001-3b-00-1", "0001:3b:00.1")))
                .isEqualTo("""
                        <hostdev mode='subsystem' type='pci' managed='no'>
                          <source>
                            <address domain='0x0001' bus='0x3b' slot='0x00' function='0x1'/>
                          </source>
                          <alias name='ua-bailiff-1-0001-3b-00-1'/>
                        </hostdev>
                        """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000:02:01.0", "0001:ff:1f.7", "10000:00:00.0"})
    void theWrittenXmlIsReadAsTheSameFunction(String address) {
        HostDevice device = HostDevice.unmanaged("ua-a", address);
        String domain = "<domain><uuid>6d2013fb-d0e3-4a50-9a4e-3b0a4f1a2c3d</uuid><name>a</name><devices>"
                + HostDeviceXml.write(device) + "</devices></domain>";

        assertThat(DomainXmlReader.read(domain).devices()).containsExactly(device);
    }

    @ParameterizedTest
    @CsvSource({
        "02:01.0,ua-a",
        "0000:02:01.8,ua-a",
        "0000:02:21.0,ua-a",
        "0000:02:01.0,hostdev0",
        "0000:02:01.0,ua-",
        "0000:02:01.0,ua-a'/>",
        "0000:02:01.0,ua-ä",
        "'0000:02:01.0''/><x y=''',ua-a",
    })
    void aMalformedAddressOrAliasIsRejected(String address, String alias) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostDeviceXml.write(HostDevice.unmanaged(alias, address)));
    }

    @Test
    void aManagedFunctionAndAFunctionWithoutAliasAreRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostDeviceXml.write(new HostDevice(Optional.of("ua-a"), "0000:02:01.0", true)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostDeviceXml.write(new HostDevice(Optional.empty(), "0000:02:01.0", false)));
    }
}
