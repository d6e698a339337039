// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.GuestState;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection to a real libvirtd that dies, hangs and comes back. Without keepalive a call on one that hangs never ends. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("host")
@Tag("jdk")
class LibvirtdRestartTest {

    private final UUID uuid = UUID.randomUUID();
    private final String name = "guest-" + uuid;

    private PrivateLibvirtd libvirtd;
    private Hypervisor host;

    @BeforeEach
    void start() throws Exception {
        libvirtd = PrivateLibvirtd.start();
        host = TestHosts.connected(libvirtd.uri());
    }

    @AfterEach
    void end() throws Exception {
        host.close();
        libvirtd.close();
    }

    @Test
    void aConnectionIsReopenedAfterAKillOfLibvirtdAndTheGuestsKeepRunning() throws Exception {
        libvirtd.startGuest(uuid, name);
        Guest before = host.guest(uuid).orElseThrow();
        try (EventLog log = new EventLog(host)) {
            libvirtd.kill();
            log.awaitCount(HypervisorEvent.Disconnected.class, 1);
            assertUnreachable(() -> host.guests());

            libvirtd.startAgain();
            log.awaitCount(HypervisorEvent.Connected.class, 1);
            assertThat(host.guest(uuid)).contains(before);

            host.suspend(uuid);
            log.await(new HypervisorEvent.GuestChanged(uuid, name, "suspended (paused)"));
            host.destroy(uuid, false);
            log.await(new HypervisorEvent.GuestChanged(uuid, name, "stopped (destroyed)"));
            assertThat(host.guest(uuid).orElseThrow().state()).isEqualTo(GuestState.SHUT_OFF);
        }
    }

    @Test
    void everyLossAndEveryReconnectionIsReportedOnceAndInTurn() throws Exception {
        try (EventLog log = new EventLog(host)) {
            for (int round = 1; round <= 2; round++) {
                libvirtd.kill();
                log.awaitCount(HypervisorEvent.Disconnected.class, round);
                libvirtd.startAgain();
                log.awaitCount(HypervisorEvent.Connected.class, round);
            }

            List<String> kinds = log.all().stream()
                    .map(event -> event.getClass().getSimpleName())
                    .toList();
            assertThat(kinds).containsExactly("Disconnected", "Connected", "Disconnected", "Connected");
        }
    }

    @Test
    void aSilentHostIsNoticedAndCallsToTheHostFail() throws Exception {
        try (EventLog log = new EventLog(host)) {
            libvirtd.freeze();

            assertUnreachable(() -> host.guests());

            log.awaitCount(HypervisorEvent.Disconnected.class, 1);
            assertThat(host.status().connected()).isFalse();
            libvirtd.thaw();
            log.awaitCount(HypervisorEvent.Connected.class, 1);
            assertThat(host.guests()).isEmpty();
        }
    }

    @Test
    void aMissingHostIsRetriedUntilTheHostAnswers() throws Exception {
        libvirtd.kill();
        try (Hypervisor late = TestHosts.hypervisors().open(libvirtd.uri());
                EventLog log = new EventLog(late)) {
            assertUnreachable(() -> late.guests());
            assertThat(late.status().connected()).isFalse();

            libvirtd.startAgain();

            log.awaitCount(HypervisorEvent.Connected.class, 1);
            assertThat(late.status().message()).startsWith("libvirt ");
        }
    }

    private static void assertUnreachable(ThrowingCallable call) {
        assertThatExceptionOfType(HypervisorException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(Code.UNREACHABLE));
    }
}
