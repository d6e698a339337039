// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.Hypervisors;
import io.bailiff.libvirt.LibvirtAddress;
import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LibvirtHypervisorsTest {

    private final Hypervisors hypervisors =
            new LibvirtHypervisors(ConnectionSettings.standard(), Clock.systemUTC(), new Random(1));

    @Test
    void anAddressIsOpenedInTheBackground() {
        LibvirtAddress nobodyThere = LibvirtAddress.direct(LibvirtAddress.Transport.TCP, "127.0.0.1", 1);
        try (Hypervisor host = hypervisors.open(nobodyThere)) {
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
