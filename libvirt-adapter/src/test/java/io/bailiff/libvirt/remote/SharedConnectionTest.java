// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorEvent.GuestChanged;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import io.bailiff.libvirt.connection.SessionListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.libvirt.Connect;
import org.libvirt.Domain;

/** What one connection, and several, hold and give back. */
@Tag("host")
@Tag("jdk")
class SharedConnectionTest {

    private static final int THREADS = 16;
    private static final int CALLS = 200;
    private static final int CALLERS = 12;

    private static PrivateLibvirtd libvirtd;

    @BeforeAll
    static void start() throws Exception {
        libvirtd = PrivateLibvirtd.start();
    }

    @AfterAll
    static void end() throws Exception {
        libvirtd.close();
    }

    @Test
    void sixteenThreadsOnOneSessionGetTheirOwnAnswersAndLeaveNoReference() throws Exception {
        UUID there = UUID.randomUUID();
        define(there);
        LibvirtSession session = LibvirtSession.open(libvirtd.uri(), TestHosts.QUICK, new Deaf());

        inThreads(() -> {
            for (int call = 0; call < CALLS; call++) {
                assertThat(name(session, there)).isEqualTo("guest-" + there);
                assertThatExceptionOfType(HypervisorException.class)
                        .isThrownBy(() -> name(session, UUID.randomUUID()))
                        .matches(failure -> failure.code() == Code.NO_GUEST);
            }
            return true;
        });

        assertThat(session.call(GuestList::read)).isNotEmpty();
        assertThat(session.closeAndCount()).isZero();
    }

    @Test
    void aConnectionThatClosesWhileEventsArriveLeavesNoReference() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService noise = Executors.newSingleThreadExecutor();
        Future<Boolean> noisy = noise.submit(() -> {
            while (!enough.get()) {
                define(UUID.fromString("00000000-0000-4000-8000-000000000001"));
            }
            return true;
        });
        try {
            for (int round = 0; round < 50; round++) {
                LibvirtSession session = LibvirtSession.open(libvirtd.uri(), TestHosts.QUICK, new Deaf());
                session.call(GuestList::read);
                assertThat(session.closeAndCount()).as("round %d", round).isZero();
            }
        } finally {
            enough.set(true);
            assertThat(noisy.get()).isTrue();
            noise.shutdown();
        }
    }

    @Test
    void aClosedConnectionLeavesNoThreadAndFailsItsCalls() {
        Hypervisor host = TestHosts.connected(libvirtd.uri());

        host.close();

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains(libvirtd.uri())));
        assertThatExceptionOfType(HypervisorException.class)
                .isThrownBy(host::guests)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(Code.UNREACHABLE));
    }

    @Test
    void closingDuringCallsOfOtherThreadsEndsTheCallsAndNotTheProcess() throws Exception {
        for (int round = 0; round < 10; round++) {
            Hypervisor host = TestHosts.connected(libvirtd.uri());
            ExecutorService callers = Executors.newFixedThreadPool(4);
            List<Future<Code>> ends = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                ends.add(callers.submit(() -> untilItFails(host)));
            }
            host.guests();
            host.close();
            for (Future<Code> end : ends) {
                assertThat(end.get()).isEqualTo(Code.UNREACHABLE);
            }
            callers.shutdown();
        }
    }

    /**
     * A client of libvirt before 10.3 ends the process when a connection with several callers breaks (CVE-2024-4418). The fault needs callers
     * that wait while keepalive closes the connection.
     */
    @Test
    void callsOfManyThreadsToASilentLibvirtdEndTheCallsAndNotTheProcess() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        for (int round = 0; round < 3; round++) {
            try (Hypervisor host = TestHosts.connected(libvirtd.uri())) {
                libvirtd.freeze();
                List<Future<Boolean>> ends = new ArrayList<>();
                for (int caller = 0; caller < CALLERS; caller++) {
                    ends.add(callers.submit(() -> hasFailed(host)));
                }
                await().until(() -> !host.status().connected());
                libvirtd.thaw();
                for (Future<Boolean> end : ends) {
                    assertThat(end).succeedsWithin(Duration.ofMinutes(1));
                }
                TestHosts.awaitConnected(host);
                assertThat(hasFailed(host)).isFalse();
            } finally {
                libvirtd.thaw();
            }
        }
        callers.shutdown();
    }

    private static boolean hasFailed(Hypervisor host) {
        try {
            host.guests();
            return false;
        } catch (HypervisorException expected) {
            return true;
        }
    }

    @Test
    void severalHostsAreConnectedAtTheSameTimeAndGetTheirOwnEvents() throws Exception {
        try (Hypervisor real = TestHosts.connected(libvirtd.uri());
                Hypervisor other = TestHosts.connected("test:///default");
                EventLog realLog = new EventLog(real);
                EventLog otherLog = new EventLog(other)) {
            UUID uuid = UUID.randomUUID();
            define(uuid);
            UUID test = other.guest("test").orElseThrow().uuid();
            other.suspend(test);

            realLog.await(new GuestChanged(uuid, "guest-" + uuid, "defined (added)"));
            otherLog.await(new GuestChanged(test, "test", "suspended (paused)"));
            assertThat(sinceConnected(otherLog)).hasSize(1);
            assertThat(sinceConnected(realLog)).hasSize(1);
        }
    }

    @Test
    void oneLoopThreadDeliversTheEventsOfEveryConnection() {
        try (Hypervisor first = TestHosts.connected(libvirtd.uri());
                Hypervisor second = TestHosts.connected(libvirtd.uri())) {
            assertThat(first.status().connected() && second.status().connected())
                    .isTrue();
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().equals("libvirt event loop"))
                    .singleElement()
                    .matches(Thread::isDaemon);
        }
    }

    /** All but the news of the connection itself, which may come after the log has begun. */
    private static List<HypervisorEvent> sinceConnected(EventLog log) {
        return log.all().stream()
                .filter(event -> !(event instanceof HypervisorEvent.Connected))
                .toList();
    }

    private static Code untilItFails(Hypervisor host) {
        while (true) {
            try {
                host.guests();
            } catch (HypervisorException e) {
                return e.code();
            }
        }
    }

    private static String name(LibvirtSession session, UUID guest) throws Exception {
        return session.call(connection -> {
            try (DomainHandle domain = DomainHandle.lookUp(connection, guest)) {
                return GuestReader.read(domain, PoolReader.NONE).name();
            }
        });
    }

    private static void define(UUID uuid) throws Exception {
        Connect connect = libvirtd.connect();
        try {
            Domain domain = connect.domainDefineXML(GuestXml.firmwareOnly(uuid, "guest-" + uuid));
            domain.free();
        } finally {
            connect.close();
        }
    }

    private static void inThreads(Callable<Boolean> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Boolean>> all = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                all.add(work);
            }
            for (Future<Boolean> end : threads.invokeAll(all)) {
                assertThat(end.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }

    /** Listens to nothing. */
    private static final class Deaf implements SessionListener {

        @Override
        public void happened(HypervisorEvent event) {}

        @Override
        public void lost(String reason) {}
    }
}
