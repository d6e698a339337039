// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.AdministratorActions;
import io.bailiff.agent.sim.FileAccessListener;
import io.bailiff.agent.sim.GuestTimings;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimInterceptor;
import io.bailiff.agent.sim.SimMachine;
import io.bailiff.agent.sim.SimServer;
import io.bailiff.agent.sim.SimUevent;
import io.bailiff.agent.sim.ThreadClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an administrator of a simulated host can do over HTTP. */
class ProcessRoutesTest {

    private static final PciAddress PORT = PciAddress.parse("0000:02:01.0");
    private static final PciAddress SIBLING = PciAddress.parse("0000:02:01.1");
    private static final String CLAIM = "{\"function\":\"" + SIBLING + "\"}";
    private static final String UNBIND = "/sys/bus/pci/drivers/vfio-pci/unbind";

    private final ThreadClock clock = new ThreadClock();
    private final SimMachine machine =
            SimMachine.demo("sim-a", KernelFlavour.REFUSES, "b0071d", GuestTimings.instant(), clock);
    private final SimHost host = machine.host();
    private final PciBus bus = new PciBus(host.files());
    private final HttpClient http = HttpClient.newHttpClient();
    private SimServer server;

    @BeforeEach
    void serve() throws IOException {
        server = SimServer.start(0, List.of(machine), new FileAccessListener() {});
    }

    @AfterEach
    void stop() {
        server.close();
        clock.close();
    }

    @Test
    void linesRunAsOneProcessAndEachSaysWhatCameOfIt() throws Exception {
        JsonNode answer = json(post(
                        "/shell",
                        "echo none > /sys/bus/pci/devices/%s/driver_override\necho x > /sys/nothing\necho y > /z"
                                .formatted(PORT))
                .body());
        assertThat(answer.get("pid").longValue()).isPositive();
        assertThat(answer.get("lines")).hasSize(2);
        assertThat(answer.get("lines").get(0).propertyNames()).containsExactlyInAnyOrder("text", "millis");
        assertThat(answer.get("lines").get(1).get("error").stringValue())
                .isEqualTo("bash: /sys/nothing: No such file or directory");
        assertThat(bus.driverOverride(PORT)).hasValue("none");
    }

    @Test
    void aClaimGivesTheFunctionToItsHostDriverWhenNobodyIsInTheWay() throws Exception {
        giveBothPortsToVfio();
        JsonNode answer = json(post("/claims", CLAIM).body());
        assertThat(answer.get("lines").findValuesAsString("text"))
                .containsExactly(
                        "echo " + SIBLING + " > " + UNBIND,
                        "echo e1000 > /sys/bus/pci/devices/" + SIBLING + "/driver_override",
                        "echo " + SIBLING + " > /sys/bus/pci/drivers/e1000/bind");
        assertThat(bus.driver(SIBLING)).hasValue("e1000");
    }

    @Test
    void aClaimWithNoGuardIsRefusedByAKernelThatTracksOwners() throws Exception {
        giveBothPortsToVfio();
        machine.guests().attach(machine.guests().all().get(0).uuid(), "ua-nic", PORT);
        assertThat(json(post("/claims", CLAIM).body()).findValuesAsString("error"))
                .containsExactly("bash: echo: write error: Device or resource busy");
        assertThat(json(post("/claims", CLAIM).body()).get("lines")).hasSize(2);
    }

    @Test
    void aClaimThatIsHeldIsSeenAmongTheProcessesAndGoesOnWhenItIsLetThrough() throws Exception {
        giveBothPortsToVfio();
        try (SimInterceptor interceptor = host.interceptor(true)) {
            interceptor.hold(UNBIND);
            CompletableFuture<HttpResponse<String>> claim = later("/claims", CLAIM);
            OpenInterceptor.Opening opening = opening(interceptor);
            JsonNode held = json(get("/processes").body())
                    .valueStream()
                    .filter(process -> process.get("pid").longValue() == opening.pid())
                    .findFirst()
                    .orElseThrow();
            assertThat(held.get("command").toString()).contains("take-back", SIBLING.toString());
            assertThat(held.get("state").stringValue()).isEqualTo("D (disk sleep)");
            assertThat(claim).isNotDone();
            interceptor.allow(opening.ticket());
            assertThat(json(claim.join().body()).get("pid").longValue()).isEqualTo(opening.pid());
        }
        assertThat(bus.driver(SIBLING)).hasValue("e1000");
    }

    @Test
    void aHeldClaimCanBeInterruptedAndKilled() throws Exception {
        giveBothPortsToVfio();
        try (SimInterceptor interceptor = host.interceptor(true)) {
            interceptor.hold(UNBIND);
            CompletableFuture<HttpResponse<String>> claim = later("/claims", CLAIM);
            long pid = opening(interceptor).pid();
            assertThat(post("/processes/" + pid + "/interrupt", "").statusCode())
                    .isEqualTo(200);
            assertThat(host.files().read("/proc/" + pid + "/status")).contains("ShdPnd:\t0000000000000002");
            assertThat(claim).isNotDone();
            assertThat(post("/processes/" + pid + "/kill", "").statusCode()).isEqualTo(200);
            assertThat(claim.join().body()).contains("\"error\":\"Killed\"");
            assertThat(post("/processes/" + pid + "/kill", "").statusCode()).isEqualTo(404);
        }
        assertThat(bus.driver(SIBLING)).hasValue("vfio-pci");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST | /shell                     | rm -rf /                      | 400 | This shell accepts
            POST | /shell                     | ''                            | 400 | script is empty
            GET  | /shell                     | ''                            | 405 | POST
            POST | /claims                    | banana                        | 400 | malformed
            POST | /claims                    | {}                            | 400 | is missing
            POST | /claims                    | {"function":"banana"}         | 400 | not a PCI address
            POST | /claims                    | {"function":"0000:ff:1f.7"}   | 404 | no function
            POST | /claims                    | {"function":"0000:02:01.1"}   | 409 | already bound to e1000
            POST | /claims                    | {"function":"0000:01:00.0"}   | 409 | had no driver
            GET  | /claims                    | ''                            | 405 | POST
            POST | /processes                 | ''                            | 405 | GET
            GET  | /processes/4711/kill       | ''                            | 405 | POST
            POST | /processes/4711/kill       | ''                            | 404 | no process
            POST | /processes/banana/kill     | ''                            | 400 | not the id
            POST | /processes/803/kill        | ''                            | 409 | belongs to the host
            POST | /processes/803/interrupt   | ''                            | 409 | belongs to the host
            POST | /processes/803/dance       | ''                            | 404 | no such action
            """)
    void nonsenseIsRefusedWithItsReasonAndChangesNothing(
            String method, String path, String body, int status, String reason) throws Exception {
        List<SimUevent> before = host.kernel().ueventsAfter(0);
        HttpResponse<String> answer = call(method, path, body).join();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer.body()).get("message").stringValue()).containsIgnoringCase(reason);
        assertThat(host.kernel().ueventsAfter(0)).isEqualTo(before);
    }

    @Test
    void onAnOldKernelWithNoGuardAClaimEndsTheHost() throws Exception {
        SimMachine old = SimMachine.demo("old", KernelFlavour.PANICS, "b0071d", GuestTimings.instant(), clock);
        try (SimServer other = SimServer.start(0, List.of(old), new FileAccessListener() {})) {
            giveBothPortsToVfio(old.host());
            old.guests().attach(old.guests().all().get(0).uuid(), "ua-nic", PORT);
            HttpRequest claim = HttpRequest.newBuilder(URI.create(other.host("old") + "/claims"))
                    .POST(HttpRequest.BodyPublishers.ofString(CLAIM))
                    .build();
            HttpResponse<String> answer = http.send(claim, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("kernel BUG at drivers/vfio/vfio.c");
        }
    }

    private void giveBothPortsToVfio() throws Exception {
        giveBothPortsToVfio(host);
    }

    private static void giveBothPortsToVfio(SimHost host) throws Exception {
        host.files().load("vfio-pci");
        AdministratorActions administrator = new AdministratorActions(host.files());
        administrator.move(PORT, "e1000", "vfio-pci");
        administrator.move(SIBLING, "e1000", "vfio-pci");
    }

    private static OpenInterceptor.Opening opening(OpenInterceptor interceptor) {
        return (OpenInterceptor.Opening)
                await().until(() -> interceptor.await(Duration.ofSeconds(1)), events -> !events.isEmpty())
                        .get(0);
    }

    private HttpResponse<String> get(String path) {
        return call("GET", path, "").join();
    }

    private HttpResponse<String> post(String path, String body) {
        return later(path, body).join();
    }

    private CompletableFuture<HttpResponse<String>> later(String path, String body) {
        return call("POST", path, body);
    }

    private CompletableFuture<HttpResponse<String>> call(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.host("sim-a") + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(String body) {
        return new JsonMapper().readTree(body);
    }
}
