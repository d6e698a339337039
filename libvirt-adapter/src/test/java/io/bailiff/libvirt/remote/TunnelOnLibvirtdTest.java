// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.DetachRequest;
import io.bailiff.libvirt.GuestState;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import io.bailiff.libvirt.tunnel.EndOfStream;
import io.bailiff.libvirt.tunnel.InMemoryTunnel;
import io.bailiff.libvirt.xml.HostDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libvirt.Connect;
import org.libvirt.Domain;

/** The adapter on a real libvirtd behind a tunnel. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("host")
@Tag("jdk")
class TunnelOnLibvirtdTest {

    private static final String POOLED = "pooled";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Keepalive would notice a lost connection after twenty minutes. */
    private static final ConnectionSettings WITHOUT_KEEPALIVE = new ConnectionSettings(
            Duration.ofMillis(50),
            Duration.ofMillis(400),
            Duration.ofMinutes(10),
            1,
            Duration.ofSeconds(20),
            Duration.ofMinutes(5));

    private final UUID uuid = UUID.randomUUID();
    private final String name = "guest-" + uuid;
    private Path directory;
    private PrivateLibvirtd libvirtd;
    private InMemoryTunnel tunnel;
    private Hypervisor host;

    @SuppressWarnings("NullAway.Init")
    TunnelOnLibvirtdTest() {}

    @BeforeEach
    void start() throws Exception {
        libvirtd = PrivateLibvirtd.start();
        directory = Files.createTempDirectory("t");
        tunnel = InMemoryTunnel.open(directory.resolve("s"), libvirtd.socket());
        host = TestHosts.connected("qemu+unix:///session?socket=" + directory.resolve("s"));
    }

    @AfterEach
    void end() throws Exception {
        host.close();
        tunnel.close();
        libvirtd.close();
        Files.deleteIfExists(directory.resolve("s"));
        Files.delete(directory);
    }

    @Test
    void everyCallOfTheAdapterPassesAndNothingElseIsAllowed() throws Exception {
        defineGuests();
        try (EventLog log = new EventLog(host)) {
            assertThat(host.guests()).hasSize(2);
            assertThat(host.guest(POOLED).orElseThrow().definedPools()).hasSize(1);
            host.start(uuid);
            log.await(new HypervisorEvent.GuestChanged(uuid, name, "started (booted)"));
            assertThat(host.guest(uuid).orElseThrow().state()).isEqualTo(GuestState.RUNNING);
            host.suspend(uuid);
            log.await(new HypervisorEvent.GuestChanged(uuid, name, "suspended (paused)"));
            host.resume(uuid);
            assertFails(() -> host.wake(uuid));
            assertFails(() -> host.attach(uuid, HostDevice.unmanaged("ua-bailiff-0", "0000:fe:1f.7")));
            assertThat(host.requestDetach(uuid, "ua-none")).isEqualTo(DetachRequest.NOT_THERE);
            host.removeFromDefinition(uuid, "ua-none");
            host.shutdown(uuid);
            host.destroy(uuid, false);
            log.await(new HypervisorEvent.GuestChanged(uuid, name, "stopped (destroyed)"));
            assertThat(host.guest(uuid).orElseThrow().state()).isEqualTo(GuestState.SHUT_OFF);
        }
        host.close();

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(tunnel.calls()).containsExactlyInAnyOrderElementsOf(InMemoryTunnel.allowed(false)));
        assertThat(tunnel.refused()).extracting(EndOfStream::reason).isEmpty();
        assertThat(InMemoryTunnel.allowed(true)).containsAll(tunnel.events());
    }

    @Test
    void anEventArrivesWithoutAnyCall() throws Exception {
        libvirtd.startGuest(uuid, name);
        try (EventLog log = new EventLog(host)) {
            Connect direct = libvirtd.connect();
            direct.domainLookupByUUID(uuid).suspend();
            direct.close();

            log.await(new HypervisorEvent.GuestChanged(uuid, name, "suspended (paused)"));
        }
    }

    @Test
    void everyEventOfADevicePasses() throws Exception {
        libvirtd.startGuest(uuid, name);
        Connect direct = libvirtd.connect();
        try (EventLog log = new EventLog(host)) {
            Domain domain = direct.domainLookupByUUID(uuid);
            domain.attachDevice(GuestXml.tablet("ua-tablet"));
            log.await(new HypervisorEvent.DeviceAdded(uuid, "ua-tablet"));

            assertThat(host.requestDetach(uuid, "ua-tablet")).isEqualTo(DetachRequest.SENT);

            log.await(new HypervisorEvent.DeviceRemoved(uuid, "ua-tablet"));
            domain.free();
        } finally {
            direct.close();
        }
        assertThat(tunnel.refused()).extracting(EndOfStream::reason).isEmpty();
    }

    @Test
    void aLostTunnelIsNoticedWithoutKeepaliveAndReopenedWithTheNextLink() throws Exception {
        try (Hypervisor patient = new LibvirtHypervisors(WITHOUT_KEEPALIVE, Clock.systemUTC(), new Random(1))
                        .open("qemu+unix:///session?socket=" + directory.resolve("s"));
                EventLog log = new EventLog(patient)) {
            TestHosts.awaitConnected(patient);
            tunnel.cut();
            log.awaitCount(HypervisorEvent.Disconnected.class, 1);

            tunnel.join();

            await().atMost(PATIENCE).until(() -> patient.status().connected());
            assertThat(patient.guests()).isEmpty();
        }
    }

    @Test
    void aRestartOfTheDaemonBreaksAndRestoresTheConnection() throws Exception {
        try (EventLog log = new EventLog(host)) {
            libvirtd.kill();
            log.awaitCount(HypervisorEvent.Disconnected.class, 1);

            libvirtd.startAgain();

            log.awaitCount(HypervisorEvent.Connected.class, 1);
            assertThat(host.guests()).isEmpty();
        }
    }

    @Test
    void aStoppedDaemonStallsNoStreamOfAnotherHost() throws Exception {
        PrivateLibvirtd second = PrivateLibvirtd.start();
        Path path = directory.resolve("o");
        try (InMemoryTunnel otherTunnel = InMemoryTunnel.open(path, second.socket());
                Hypervisor other = TestHosts.connected("qemu+unix:///session?socket=" + path);
                EventLog log = new EventLog(host)) {
            libvirtd.freeze();
            assertThatExceptionOfType(HypervisorException.class)
                    .isThrownBy(() -> host.guests())
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(Code.UNREACHABLE));

            for (int call = 0; call < 20; call++) {
                assertThat(other.guests()).isEmpty();
            }
            assertThat(otherTunnel.refused()).extracting(EndOfStream::reason).isEmpty();

            libvirtd.thaw();
            log.awaitCount(HypervisorEvent.Connected.class, 1);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> host.guests().isEmpty());
        } finally {
            second.close();
        }
        Files.deleteIfExists(path);
    }

    private void defineGuests() throws Exception {
        Connect direct = libvirtd.connect();
        try {
            direct.networkDefineXML("<network><name>pool</name><forward mode='hostdev' managed='yes'>"
                            + "<pf dev='enp127s0f0'/></forward></network>")
                    .free();
            direct.domainDefineXML(GuestXml.firmwareOnly(
                            UUID.randomUUID(),
                            POOLED,
                            "<interface type='network'><source network='pool'/></interface>"))
                    .free();
            direct.domainDefineXML(GuestXml.firmwareOnly(uuid, name)).free();
        } finally {
            direct.close();
        }
    }

    private static void assertFails(ThrowingCallable call) {
        assertThatExceptionOfType(HypervisorException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.code()).isNotIn(Set.of(Code.UNREACHABLE, Code.BUSY)));
    }
}
