// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.ConnectionStatus;
import io.bailiff.libvirt.Hypervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.awaitility.core.ConditionTimeoutException;

/** Connections as the tests want them: quick to come back, quick to notice silence. */
final class TestHosts {

    static final ConnectionSettings QUICK = new ConnectionSettings(
            Duration.ofMillis(50),
            Duration.ofMillis(400),
            Duration.ofSeconds(1),
            2,
            Duration.ofSeconds(20),
            Duration.ofMinutes(5));

    private static final long SEED = 20261122;

    private TestHosts() {}

    static LibvirtHypervisors hypervisors() {
        return new LibvirtHypervisors(QUICK, Clock.systemUTC(), new Random(SEED));
    }

    /** A connection that is up. */
    static Hypervisor connected(String uri) {
        Hypervisor host = hypervisors().open(uri);
        try {
            awaitConnected(host);
            return host;
        } catch (ConditionTimeoutException e) {
            host.close();
            throw e;
        }
    }

    static void awaitConnected(Hypervisor host) {
        await("connection")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(host.status()).matches(ConnectionStatus::connected));
    }
}
