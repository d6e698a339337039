// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bailiff.libvirt.LibvirtAddress.Transport;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LibvirtAddressTest {

    @ParameterizedTest
    @CsvSource({
        "TLS, host-1.example.org, 0, qemu+tls://host-1.example.org/system",
        "TLS, 10.0.0.7, 16514, qemu+tls://10.0.0.7:16514/system",
        "TLS, [2001:db8::7], 1, qemu+tls://[2001:db8::7]:1/system",
        "TCP, 127.0.0.1, 65535, qemu+tcp://127.0.0.1:65535/system",
        "TCP, [::1], 0, qemu+tcp://[::1]/system",
        "TCP, localhost, 0, qemu+tcp://localhost/system",
    })
    void anAddressConsistsOfItsParts(Transport transport, String server, int port, String uri) {
        assertThat(LibvirtAddress.direct(transport, server, port).uri()).isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-oProxyCommand=true",
                "root@-oProxyCommand=true",
                "root@host",
                "host/system?command=/bin/true",
                "host?Command=/bin/true",
                "host/system?no_verify=1#",
                "host?%63ommand=x",
                "host:22",
                "host name",
                "host\n",
                "host\u0000",
                "ho\u202est",
                "a..b",
                ".a",
                "a-",
                "[::1",
                "::1",
                "[::1%eth0]",
                "[fe80::1]/x",
            })
    void aServerWithAnotherPartOfAUriIsRejected(String server) {
        assertThatIllegalArgumentException().isThrownBy(() -> LibvirtAddress.direct(Transport.TLS, server, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> LibvirtAddress.direct(Transport.TCP, server, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "10.0.0.7", "127.0.0.2", "localhost.example.org", "[2001:db8::7]"})
    void plainTcpToAnotherMachineIsRejected(String server) {
        assertThatIllegalArgumentException().isThrownBy(() -> LibvirtAddress.direct(Transport.TCP, server, 0));
    }

    @ParameterizedTest
    @EnumSource
    void aPortOutsideOfTheRangeIsRejected(Transport transport) {
        assertThatIllegalArgumentException().isThrownBy(() -> LibvirtAddress.direct(transport, "localhost", -1));
        assertThatIllegalArgumentException().isThrownBy(() -> LibvirtAddress.direct(transport, "localhost", 65_536));
    }

    @Test
    void thePathOfASocketAddsNoParameters() {
        assertThat(LibvirtAddress.socket(Path.of("/run/a b&command=c;d#e%f?g=ü"))
                        .uri())
                .isEqualTo("qemu+unix:///system?socket=/run/a%20b%26command%3Dc%3Bd%23e%25f%3Fg%3D%C3%BC");
    }
}
