// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim.hypervisor;

import static io.bailiff.libvirt.HypervisorFailures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.DetachRequest;
import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.GuestState;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import io.bailiff.libvirt.xml.HostDevice;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client of the simulation, on a stub of its server. */
class SimulatedHypervisorTest {

    private static final UUID GUEST = UUID.fromString("6d2013fb-d0e3-4a50-9a4e-3b0a4f1a2c3d");
    private static final String ON_GUEST = "/guests/" + GUEST;
    private static final HostDevice NIC = HostDevice.unmanaged("ua-nic", "0000:02:01.0");

    private static final ConnectionSettings QUICK = new ConnectionSettings(
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            1,
            Duration.ofMinutes(1),
            Duration.ofMinutes(5));

    private final List<HypervisorEvent> events = new CopyOnWriteArrayList<>();
    private StubSimulation simulation;
    private Hypervisor host;

    @BeforeEach
    void connect() throws Exception {
        simulation = StubSimulation.start();
        simulation.event("\"type\":\"DeviceAdded\",\"guest\":\"" + GUEST + "\",\"alias\":\"ua-long-ago\"");
        host = open("127.0.0.1:" + simulation.port(), "host-a");
        host.subscribe(events::add);
        await().until(() -> host.status().connected());
    }

    private static Hypervisor open(String server, String host) {
        return new SimulatedHypervisors().open(server, host, QUICK, Clock.systemUTC(), new Random(5));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, host",
        "127.0.0.1:, host",
        "127.0.0.1:8090, a/b",
        "127.0.0.1:8090, ..",
        "127.0.0.1:8090, a?b",
        "10.0.0.1:80, host",
        "127.0.0.1:80@10.0.0.1, host",
        "localhost:80, host",
    })
    void anAddressOutsideOfThisMachineAndAMalformedHostAreRefusedAtOnce(String server, String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> open(server, name));
    }

    @Test
    void anyOtherIsOpenedInTheBackground() {
        try (Hypervisor nobodyThere = open("127.0.0.1:1", "host-a")) {
            assertThat(nobodyThere.status().connected()).isFalse();
            assertThat(nobodyThere.status().message()).isNotEmpty();
        }
    }

    @AfterEach
    void end() {
        host.close();
        simulation.close();
    }

    @Test
    void guestsAreReadAsTheyAre() throws Exception {
        simulation.answer("GET /guests", 200, "[" + guest("[" + device() + "]", "[]") + "]");

        Guest expected =
                new Guest(GUEST, "web", GuestState.RUNNING, Optional.of("3"), true, List.of(NIC), List.of(), List.of());
        assertThat(host.guests()).containsExactly(expected);
        assertThat(host.guest(GUEST)).contains(expected);
        assertThat(host.guest("web")).contains(expected);
        assertThat(host.guest("nobody")).isEmpty();
        assertThat(host.guest(UUID.randomUUID())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true"})
    void attachingAsksForWhatIsMissingAndThenLooks(boolean live, boolean defined) throws Exception {
        simulation.answer("GET /guests", 200, "[" + guest(devices(live), devices(defined)) + "]");
        simulation.answer("POST " + ON_GUEST + "/devices", 204, "");

        assertFails(Code.REFUSED, () -> host.attach(GUEST, NIC));

        assertThat(simulation.requests())
                .containsSubsequence(
                        "GET /guests",
                        "POST " + ON_GUEST + "/devices {\"alias\":\"ua-nic\",\"address\":\"0000:02:01.0\",\"live\":"
                                + !live + ",\"config\":" + !defined + "}",
                        "GET /guests");
    }

    @Test
    void anotherDeviceOfThatAliasOrAddressIsRefusedWithoutAsking() throws Exception {
        simulation.answer("GET /guests", 200, "[" + guest("[" + device() + "]", "[]") + "]");

        assertFails(Code.REFUSED, () -> host.attach(GUEST, HostDevice.unmanaged("ua-nic", "0000:02:01.1")));
        assertFails(Code.REFUSED, () -> host.attach(GUEST, HostDevice.unmanaged("ua-other", NIC.address())));

        assertThat(simulation.requests()).containsOnly("GET /guests");
    }

    @Test
    void attachingWhatIsThereAsksForNothing() throws Exception {
        String both = guest("[" + device() + "]", "[" + device() + "]");
        simulation.answer("GET /guests", 200, "[" + both + "]");

        host.attach(GUEST, NIC);

        assertThat(simulation.requests()).containsExactly("GET /guests");
    }

    @Test
    void everyVerbIsItsRequest() throws Exception {
        simulation.answer("POST " + ON_GUEST + "/devices/ua-nic/detach", 200, "{\"result\":\"ALREADY_PENDING\"}");
        simulation.answer("DELETE " + ON_GUEST + "/definition/devices/ua-nic", 204, "");
        simulation.answer("POST " + ON_GUEST + "/shutdown", 204, "");
        simulation.answer("POST " + ON_GUEST + "/destroy?graceful=true", 204, "");
        simulation.answer("POST " + ON_GUEST + "/suspend", 204, "");

        assertThat(host.requestDetach(GUEST, "ua-nic")).isEqualTo(DetachRequest.ALREADY_PENDING);
        host.removeFromDefinition(GUEST, "ua-nic");
        host.shutdown(GUEST);
        host.destroy(GUEST, true);
        host.suspend(GUEST);

        assertThat(simulation.requests()).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({"404,NO_GUEST", "409,WRONG_STATE", "409,REFUSED", "423,BUSY"})
    void aRefusalKeepsItsCodeAndItsWords(int status, Code code) {
        simulation.answer("POST " + ON_GUEST + "/shutdown", status, "{\"code\":\"" + code + "\",\"message\":\"why\"}");

        assertThatExceptionOfType(HypervisorException.class)
                .isThrownBy(() -> host.shutdown(GUEST))
                .withMessage("why")
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
        assertThat(host.status().connected()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"404,no such thing", "500,oops", "400,{\"code\":\"NEVER_HEARD_OF\"}", "200,not json"})
    void anAnswerThatIsNoneLeavesItOpenWhatHappened(int status, String body) {
        simulation.answer("POST " + ON_GUEST + "/devices/ua-nic/detach", status, body);

        assertFails(Code.UNREACHABLE, () -> host.requestDetach(GUEST, "ua-nic"));
    }

    @Test
    void eventsArriveInOrderAndThoseOfThePastDoNot() {
        simulation.event("\"type\":\"DeviceAdded\",\"guest\":\"" + GUEST + "\",\"alias\":\"ua-nic\"");
        simulation.event("\"type\":\"AnEventOfTheFuture\",\"guest\":\"" + GUEST + "\",\"colour\":\"blue\"");
        simulation.event("\"type\":\"DeviceRemoved\",\"guest\":\"" + GUEST + "\",\"alias\":\"ua-nic\"");
        simulation.event("\"type\":\"GuestChanged\",\"guest\":\"" + GUEST + "\",\"name\":\"web\",\"what\":\"stopped\"");

        await().untilAsserted(() -> assertThat(events)
                .filteredOn(event -> !(event instanceof HypervisorEvent.Connected))
                .containsExactly(
                        new HypervisorEvent.DeviceAdded(GUEST, "ua-nic"),
                        new HypervisorEvent.DeviceRemoved(GUEST, "ua-nic"),
                        new HypervisorEvent.GuestChanged(GUEST, "web", "stopped")));
    }

    @Test
    void aSimulationThatGoesIsMissedAndOneThatComesIsFound() throws Exception {
        int port = simulation.port();
        events.clear();
        simulation.close();
        await().untilAsserted(() -> assertThat(events).hasAtLeastOneElementOfType(HypervisorEvent.Disconnected.class));
        assertFails(Code.UNREACHABLE, () -> host.guests());

        simulation = StubSimulation.startOn(port);
        simulation.answer("GET /guests", 200, "[]");

        await().untilAsserted(() -> assertThat(events).last().isEqualTo(new HypervisorEvent.Connected()));
        assertThat(host.guests()).isEmpty();
        simulation.event("\"type\":\"DeviceAdded\",\"guest\":\"" + GUEST + "\",\"alias\":\"ua-nic\"");
        await().untilAsserted(() -> assertThat(events).contains(new HypervisorEvent.DeviceAdded(GUEST, "ua-nic")));
    }

    @Test
    void afterClosingNobodyPollsAnyMore() {
        host.close();

        assertFails(Code.UNREACHABLE, () -> host.guests());
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains(simulation.uri())));
    }

    private static String guest(String live, String defined) {
        return "{\"uuid\":\"" + GUEST
                + "\",\"name\":\"web\",\"state\":\"RUNNING\",\"domainInstance\":\"3\",\"persistent\":true,"
                + "\"liveDevices\":" + live + ",\"definedDevices\":" + defined + ",\"definedPools\":[]}";
    }

    private static String devices(boolean one) {
        return one ? "[" + device() + "]" : "[]";
    }

    private static String device() {
        return "{\"alias\":\"ua-nic\",\"address\":\"0000:02:01.0\",\"managed\":false}";
    }
}
