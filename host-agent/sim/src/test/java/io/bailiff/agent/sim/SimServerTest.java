// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Tag("jdk")
class SimServerTest {

    private static final PciAddress PORT = PciAddress.parse("0000:02:01.0");
    private static final PciAddress SIBLING = PciAddress.parse("0000:02:01.1");

    private final ThreadClock clock = new ThreadClock();
    private final SimMachine machine =
            SimMachine.demo("sim-a", KernelFlavour.REFUSES, "b0071d", GuestTimings.instant(), clock);
    private volatile FileAccessListener listener = new FileAccessListener() {};
    private final HttpClient http = HttpClient.newHttpClient();
    private SimServer server;
    private RemoteSimFiles files;

    @BeforeEach
    void serve() throws IOException {
        FileAccessListener changing = new FileAccessListener() {
            @Override
            public boolean before(String host, FileRequest request) {
                return listener.before(host, request);
            }

            @Override
            public void after(String host, FileRequest request, FileReply reply) {
                listener.after(host, request, reply);
            }
        };
        server = SimServer.start(0, List.of(machine), changing);
        files = new RemoteSimFiles(server.host("sim-a"));
    }

    @AfterEach
    void stop() {
        server.close();
        clock.close();
    }

    @Test
    void everyCallOnFilesGivesWhatItGivesNearby() throws HostFileException {
        String device = "/sys/bus/pci/devices/" + PORT;
        SimFiles nearby = machine.host().files();
        assertThat(files.read(device + "/class")).isEqualTo("0x020000");
        assertThat(files.readBytes(device + "/config", 64)).isEqualTo(nearby.readBytes(device + "/config", 64));
        assertThat(files.list(device)).isEqualTo(nearby.list(device));
        assertThat(files.readLink(device + "/driver")).isEqualTo(nearby.readLink(device + "/driver"));
        assertThat(files.readLink(device + "/class")).isEmpty();
        assertThat(files.realPath(device)).isEqualTo(nearby.realPath(device));
        assertThat(files.realPath("/sys/nothing")).isEmpty();
        assertThat(files.exists(device)).isTrue();
        assertThat(files.exists("/sys/nothing")).isFalse();
    }

    @Test
    void aChangeFromAfarIsAChangeAndAnErrorKeepsItsKindAndWords() throws HostFileException {
        files.load("vfio-pci");
        new AdministratorActions(files).move(PORT, "e1000", "vfio-pci");
        assertThat(machine.host().files().readLink("/sys/bus/pci/devices/" + PORT + "/driver"))
                .hasValueSatisfying(link -> assertThat(link).endsWith("/vfio-pci"));
        assertThatThrownBy(() -> files.write("/sys/bus/pci/drivers/e1000/unbind", PORT.toString()))
                .hasMessage("/sys/bus/pci/drivers/e1000/unbind: No such device (ENODEV)")
                .isInstanceOfSatisfying(
                        HostFileException.class,
                        gone -> assertThat(gone.error()).isEqualTo(HostError.NO_DEVICE));
    }

    @Test
    void aDetachedWriteThatTheKernelDoesNotFinishTimesOut() throws Exception {
        giveBothPortsToVfio();
        post(
                "/guests/" + guest("db1") + "/devices",
                "{\"alias\":\"ua-nic\",\"address\":\"0000:02:01.0\",\"live\":true,\"config\":true}");
        assertThatThrownBy(() -> files.writeDetached(
                        "/sys/bus/pci/drivers/vfio-pci/unbind", PORT.toString(), Duration.ofMillis(100)))
                .isInstanceOfSatisfying(
                        HostFileException.class,
                        late -> assertThat(late.error()).isEqualTo(HostError.TIMED_OUT));
        post("/guests/" + guest("db1") + "/destroy?graceful=true", "");
        await().until(() -> machine.host().kernel().ueventsAfter(0).stream()
                        .filter(event ->
                                event.action().equals("unbind") && event.name().equals(PORT.toString()))
                        .count()
                == 2);
    }

    @Test
    void aServerThatIsGoneIsAnErrorAndNoAnswer() {
        server.close();
        assertThatThrownBy(() -> files.exists("/sys"))
                .isInstanceOf(HostFileException.class)
                .hasMessageContaining("does not answer");
    }

    @Test
    void aTestCanHoldACallBeforeItTakesEffectAndDropIt() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch decided = new CountDownLatch(1);
        listener = new FileAccessListener() {
            @Override
            public boolean before(String host, FileRequest request) {
                if (!request.changes()) {
                    return true;
                }
                held.countDown();
                try {
                    decided.await();
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                }
                return false;
            }
        };
        CompletableFuture<Throwable> write = CompletableFuture.supplyAsync(
                () -> failure(() -> files.write("/sys/bus/pci/drivers/e1000/unbind", PORT.toString())));
        held.await();
        assertThat(files.read("/sys/bus/pci/devices/" + PORT + "/driver_override"))
                .isEqualTo("(null)");
        decided.countDown();
        assertThat(write.join()).hasMessageContaining("does not answer");
        assertThat(files.exists("/sys/bus/pci/devices/" + PORT + "/driver")).isTrue();
    }

    @Test
    void guestsAreListedAsTheHypervisorsClientReadsThem() throws Exception {
        JsonNode guests = HttpCall.JSON.readTree(get("/guests"));
        assertThat(guests).hasSize(3);
        assertThat(guests.get(0).propertyNames())
                .containsExactlyInAnyOrder(
                        "uuid",
                        "name",
                        "state",
                        "domainInstance",
                        "persistent",
                        "liveDevices",
                        "definedDevices",
                        "definedPools");
        assertThat(guests.get(0).get("name").stringValue()).isEqualTo("web1");
        assertThat(guests.get(0).get("state").stringValue()).isEqualTo("RUNNING");
    }

    @Test
    void aDeviceGoesInAndOutOverHttpAndTheEventsTellOfIt() throws Exception {
        giveBothPortsToVfio();
        long next = HttpCall.JSON
                .readTree(get("/events?after=0&waitMillis=0"))
                .get("next")
                .longValue();
        String web1 = guest("web1");
        post(
                "/guests/" + web1 + "/devices",
                "{\"alias\":\"ua-nic\",\"address\":\"0000:02:01.0\",\"live\":true,\"config\":true}");
        assertThat(post("/guests/" + web1 + "/devices/ua-nic/detach", "")).isEqualTo("{\"result\":\"SENT\"}");
        await().until(() -> HttpCall.JSON
                .readTree(get("/events?after=" + (next + 1) + "&waitMillis=5000"))
                .get("events")
                .findValuesAsString("type")
                .equals(List.of("DeviceRemoved")));
        assertThat(post("/guests/" + web1 + "/devices/ua-nic/detach", "")).isEqualTo("{\"result\":\"NOT_THERE\"}");
        delete("/guests/" + web1 + "/definition/devices/ua-nic");
        assertThat(machine.guests().all().get(0).definedDevices()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "suspend, PAUSED",
        "suspend resume, RUNNING",
        "sleep, SUSPENDED",
        "sleep wake, RUNNING",
        "crash, CRASHED",
        "power-off, SHUTTING_DOWN",
        "save, SAVED",
        "save start, RUNNING",
        "destroy, SHUT_OFF",
        "destroy begin-start, STARTING",
        "destroy begin-start finish-start, RUNNING",
    })
    void aGuestIsBroughtIntoEachState(String actions, String state) throws Exception {
        String path = "/guests/" + guest("web1");

        for (String action : actions.split(" ")) {
            assertThat(post(path + "/" + action, "")).isEqualTo("{}");
        }

        assertThat(HttpCall.JSON.readTree(get(path)).get("state").stringValue()).isEqualTo(state);
    }

    @Test
    void errorsOfGuestsHaveACodeAndTheHypervisorsWords() throws Exception {
        assertThat(post("/guests/00000000-0000-0000-0000-000000000000/start", ""))
                .contains("\"code\":\"NO_GUEST\"");
        assertThat(post("/guests/" + guest("web1") + "/start", "")).contains("\"code\":\"WRONG_STATE\"");
        assertThat(post(
                        "/guests/" + guest("web1") + "/devices",
                        "{\"alias\":\"a\",\"address\":\"banana\",\"live\":true,\"config\":true}"))
                .contains("\"code\":\"REFUSED\"")
                .contains("banana");
        assertThat(post("/guests/" + guest("web1") + "/devices", "banana")).contains("\"code\":\"REFUSED\"");
    }

    @Test
    void aFileRequestWithoutItsPartsIsRefused() throws Exception {
        assertThat(post("/files", "{}")).contains("\"code\":\"REFUSED\"", "\\\"op\\\" or \\\"path\\\"");
        assertThat(post("/files", "{\"op\":\"banana\",\"path\":\"/sys\"}")).contains("\"code\":\"REFUSED\"");
        assertThat(post("/files", "{\"op\":\"write\",\"path\":\"/sys\"}"))
                .contains("\"code\":\"REFUSED\"", "\\\"value\\\"");
    }

    @Test
    void aDeadHostAnswersNothingAndItsKernelStillTellsWhy() throws Exception {
        SimMachine old = SimMachine.demo("old", KernelFlavour.PANICS, "b0071d", GuestTimings.instant(), clock);
        try (SimServer other = SimServer.start(0, List.of(old), new FileAccessListener() {})) {
            RemoteSimFiles oldFiles = new RemoteSimFiles(other.host("old"));
            oldFiles.load("vfio-pci");
            AdministratorActions administrator = new AdministratorActions(oldFiles);
            administrator.move(PORT, "e1000", "vfio-pci");
            administrator.move(SIBLING, "e1000", "vfio-pci");
            old.guests().attach(old.guests().all().get(0).uuid(), "ua-nic", PORT);
            assertThatThrownBy(() -> administrator.move(SIBLING, "vfio-pci", "e1000"))
                    .hasMessageContaining("host has crashed: kernel BUG at drivers/vfio/vfio.c");
            assertThatThrownBy(() -> oldFiles.exists("/sys")).hasMessageContaining("host has crashed");
            assertThat(body("GET", other.host("old") + "/guests", "")).contains("\"code\":\"UNREACHABLE\"");
            assertThat(body("GET", other.host("old") + "/kernel", "")).contains("kernel BUG");
        }
    }

    private void giveBothPortsToVfio() throws HostFileException {
        files.load("vfio-pci");
        AdministratorActions administrator = new AdministratorActions(files);
        administrator.move(PORT, "e1000", "vfio-pci");
        administrator.move(SIBLING, "e1000", "vfio-pci");
    }

    private String guest(String name) {
        return machine.guests().all().stream()
                .filter(guest -> guest.name().equals(name))
                .map(guest -> guest.uuid().toString())
                .findFirst()
                .orElseThrow();
    }

    private String get(String path) throws Exception {
        return body("GET", server.host("sim-a") + path, "");
    }

    private String post(String path, String body) throws Exception {
        return body("POST", server.host("sim-a") + path, body);
    }

    private void delete(String path) throws Exception {
        assertThat(body("DELETE", server.host("sim-a") + path, "")).isEqualTo("{}");
    }

    private String body(String method, String uri, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static Throwable failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return org.assertj.core.api.Assertions.catchThrowable(call);
    }
}
