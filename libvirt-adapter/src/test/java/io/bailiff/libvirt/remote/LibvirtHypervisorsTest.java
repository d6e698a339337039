// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.Hypervisors;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibvirtHypervisorsTest {

    private final Hypervisors hypervisors =
            new LibvirtHypervisors(ConnectionSettings.standard(), Clock.systemUTC(), new Random(1), List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                "not a uri",
                "http://host/system",
                "xen:///system",
                "qemu+carrier-pigeon://host/system",
                "qemu+ext:///system?command=/bin/true",
                "qemu+ssh://host/system?command=/bin/true",
                "qemu+ssh://host/system?no_tty=1&command=/bin/true",
                "qemu+ssh://-oProxyCommand=true/system",
                "qemu+ssh://root@-oProxyCommand=true/system",
                "qemu+ssh://host/system?no_tty=1&%63ommand=/bin/true",
                "sim://127.0.0.1:8090/host-a",
            })
    void anUnsupportedUriIsRejectedAtOnce(String uri) {
        assertThatIllegalArgumentException().isThrownBy(() -> hypervisors.open(uri));
    }

    @Test
    void aSupportedUriIsOpenedInTheBackground() {
        try (Hypervisor host = hypervisors.open("qemu+tcp://127.0.0.1:1/system")) {
            assertThat(host.status().connected()).isFalse();
            assertThat(host.status().message()).isNotEmpty();
        }
    }

    @Test
    void anInvalidSettingIsRejected() {
        ConnectionSettings good = ConnectionSettings.standard();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConnectionSettings(
                        good.longestRetry(),
                        good.firstRetry(),
                        good.keepAliveInterval(),
                        good.keepAliveCount(),
                        good.callLimit(),
                        good.attachLimit()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConnectionSettings(
                        good.firstRetry(),
                        good.longestRetry(),
                        java.time.Duration.ofMillis(10),
                        1,
                        good.callLimit(),
                        good.attachLimit()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConnectionSettings(
                        good.firstRetry(),
                        good.longestRetry(),
                        good.keepAliveInterval(),
                        good.keepAliveCount(),
                        java.time.Duration.ZERO,
                        good.attachLimit()));
    }
}
