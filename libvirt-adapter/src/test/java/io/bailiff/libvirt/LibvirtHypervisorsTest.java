package io.bailiff.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibvirtHypervisorsTest {

    private final Hypervisors hypervisors =
            new LibvirtHypervisors(ConnectionSettings.standard(), Clock.systemUTC(), new Random(1));

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
                "sim://127.0.0.1:8090",
                "sim://127.0.0.1:8090/",
                "sim://127.0.0.1:8090/host/else",
                "sim:host",
            })
    void aUriOfNoKnownKindIsRefusedAtOnce(String uri) {
        assertThatIllegalArgumentException().isThrownBy(() -> hypervisors.open(uri));
    }

    @ParameterizedTest
    @ValueSource(strings = {"qemu+tcp://127.0.0.1:1/system", "sim://127.0.0.1:1/host-a"})
    void anythingElseIsOpenedInTheBackground(String uri) {
        try (Hypervisor host = hypervisors.open(uri)) {
            assertThat(host.status().connected()).isFalse();
            assertThat(host.status().message()).isNotEmpty();
        }
    }

    @Test
    void aMistakenSettingIsRefused() {
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
