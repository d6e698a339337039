// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.sim.GuestBehaviour;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One host of a test, with a dual-port NIC and other groups, two guests, and what an operator does with them. */
public final class Fleet implements AutoCloseable {

    public static final String NIC_0 = "0000:02:01.0";
    public static final String NIC_1 = "0000:02:01.1";
    public static final String BRIDGE = "0000:01:00.0";
    public static final String NVME = "0000:03:00.0";
    public static final String ROOT_DISK = "0000:04:00.0";
    public static final String UNGROUPED = "0000:05:00.0";

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RunningManager manager;
    private final String host;
    private final TestHypervisor libvirt;
    private final FakeAgent agent;
    private final FakeGroup nic =
            new FakeGroup(7).bridge(BRIDGE).endpoint(NIC_0, "e1000").endpoint(NIC_1, "e1000");
    private final FakeGroup nvme = new FakeGroup(8).endpoint(NVME, "nvme");
    private final TestGuest web;
    private @Nullable TestGuest db;

    /** A host that nobody knew before; its agent joins. */
    public Fleet(RunningManager manager) {
        this(manager, "host-" + NUMBER.incrementAndGet(), UUID.randomUUID());
        web.start();
        agent.start();
        await().atMost(PATIENCE)
                .until(() -> rest().get("/api/v1/hosts/" + host + "/guests").status() == 200);
    }

    private Fleet(RunningManager manager, String host, UUID guest) {
        this.manager = manager;
        this.host = host;
        this.libvirt = manager.hypervisors().of(host);
        this.web = libvirt.guest(guest, "web1", GuestBehaviour.OBEDIENT);
        FakeGroup rootDisk = new FakeGroup(9)
                .endpoint(ROOT_DISK, "nvme")
                .refused(new Refusal(
                        PciAddress.parse(ROOT_DISK),
                        Refusal.Code.MOUNTED_FILE_SYSTEM,
                        "nvme1n1p2 is mounted on /",
                        "/proc/1/mountinfo"));
        this.agent = new FakeAgent(
                host,
                libvirt,
                manager::rest,
                List.of(
                        nic,
                        nvme,
                        rootDisk,
                        new FakeGroup(10).endpoint("0000:06:00.0", "ahci").in(GroupState.UNKNOWN),
                        new FakeGroup(11).endpoint("0000:07:00.0", "ahci").in(GroupState.MIXED)));
    }

    /**
     * A host that an earlier manager knew, in the condition in which that manager left it. Its guest is there; its agent is silent until
     * {@link FakeAgent#resume}.
     *
     * @param stored the condition, as stored beside the golden rows
     */
    static Fleet stored(RunningManager manager, String host, JsonNode stored) {
        UUID guest = UUID.fromString(stored.get("guest").get("uuid").asString());
        Fleet fleet = new Fleet(manager, host, guest);
        fleet.nic.restore(stored.get("groups").get("nic"));
        fleet.nvme.restore(stored.get("groups").get("nvme"));
        fleet.web.restore(stored.get("guest"));
        fleet.agent.restore(stored);
        return fleet;
    }

    public String host() {
        return host;
    }

    public TestHypervisor libvirt() {
        return libvirt;
    }

    public FakeAgent agent() {
        return agent;
    }

    public FakeGroup nic() {
        return nic;
    }

    public FakeGroup nvme() {
        return nvme;
    }

    /** Another guest of the host, which runs and has borrowed nothing. */
    public synchronized TestGuest db() {
        if (db == null) {
            db = libvirt.guest("db1", GuestBehaviour.OBEDIENT).start();
        }
        return db;
    }

    public TestGuest web() {
        return web;
    }

    public Rest rest() {
        return manager.rest();
    }

    /** The body that lends functions of the NIC, with consent. */
    public Map<String, Object> loan(String... functions) {
        Map<String, Object> body = new HashMap<>();
        body.put("host", host);
        body.put("guest", "web1");
        body.put("functions", List.of(functions));
        body.put("consent", nic.fingerprint().value());
        body.put("by", "alice");
        return body;
    }

    /** Asks for functions of the NIC; returns the assignment's id. */
    public String lend(String... functions) {
        Rest.Answer answer = rest().post("/api/v1/assignments", loan(functions));
        if (answer.status() != 202) {
            throw new AssertionError("Not lent: " + answer);
        }
        return answer.body().get("id").asString();
    }

    /** The body that lends the NVMe, which is alone in its group. */
    public Map<String, Object> nvmeLoan() {
        Map<String, Object> body = loan(NVME);
        body.remove("consent");
        return body;
    }

    /** Asks for the NVMe. */
    public String lendNvme() {
        return rest().post("/api/v1/assignments", nvmeLoan()).body().get("id").asString();
    }

    /** Lends functions of the NIC and waits until the guest has them. */
    public String active(String... functions) {
        String id = lend(functions);
        awaitState(id, "ACTIVE");
        return id;
    }

    /** Asks for functions of the NIC, and lets libvirt be away from before the group is detached. */
    public String detachedWithLibvirtAway(String... functions) {
        nic.detaching(FakeGroup.Move.HANGS);
        String id = lend(functions);
        awaitState(id, "DETACHING");
        libvirt.reachable(false);
        nic.detaching(FakeGroup.Move.WORKS);
        agent.lookAgain();
        return id;
    }

    public Rest.Answer reclaim(String function, @Nullable Integer releaseSeconds, @Nullable Integer shutdownSeconds) {
        Map<String, Object> body = new HashMap<>();
        body.put("function", function);
        body.put("reason", "the host needs its NIC");
        body.put("by", "olga");
        if (releaseSeconds != null) {
            body.put("releaseDeadlineSeconds", releaseSeconds);
        }
        if (shutdownSeconds != null) {
            body.put("shutdownDeadlineSeconds", shutdownSeconds);
        }
        return rest().post("/api/v1/hosts/" + host + "/reclaims", body);
    }

    /** Takes a function back, with deadlines of its own; returns the conflict's id. */
    public String reclaim(String function, Map<String, Object> deadlines) {
        Map<String, Object> body = new HashMap<>(deadlines);
        body.put("function", function);
        body.put("reason", "the host needs it");
        Rest.Answer answer = rest().post("/api/v1/hosts/" + host + "/reclaims", body);
        if (answer.status() != 202) {
            throw new AssertionError("Not taken back: " + answer);
        }
        return answer.body().get("id").asString();
    }

    /** Has a place say this of the ladder; returns what the manager answers. */
    public JsonNode say(String place, Map<String, Object> policy) {
        Rest.Answer answer = rest().put("/api/v1" + place, policy);
        if (answer.status() != 200) {
            throw new AssertionError("Not said: " + answer);
        }
        return answer.body();
    }

    /** Steers a conflict: extend, skip, withdraw or unfence. */
    public Rest.Answer steer(String conflict, String verb, Map<String, Object> body) {
        return rest().post("/api/v1/conflicts/" + conflict + "/" + verb, body);
    }

    public JsonNode hostView() {
        return rest().get("/api/v1/hosts/" + host).body();
    }

    public JsonNode assignment(String id) {
        return rest().get("/api/v1/assignments/" + id).body();
    }

    public JsonNode conflict(String id) {
        return rest().get("/api/v1/conflicts/" + id).body();
    }

    /** The conflicts of the host, the newest first, without their timelines. */
    public List<JsonNode> conflicts() {
        return rest().get("/api/v1/conflicts?host=" + host)
                .items()
                .valueStream()
                .toList();
    }

    /** Waits for the only conflict, whatever its state is; returns its id. */
    public String awaitTheConflict() {
        await("a conflict").atMost(PATIENCE).until(() -> conflicts().size() == 1);
        return conflicts().get(0).get("id").asString();
    }

    /** The claims on the host, the newest first. */
    public List<JsonNode> claims() {
        return rest().get("/api/v1/claims?host=" + host).items().valueStream().toList();
    }

    public String state(String id) {
        return assignment(id).path("state").asString("");
    }

    public JsonNode awaitState(String id, String state) {
        return await("assignment " + id + " is " + state)
                .atMost(PATIENCE)
                .until(
                        () -> assignment(id),
                        shown -> shown.path("state").asString("").equals(state));
    }

    public JsonNode awaitConflict(String id, String state) {
        return await("conflict " + id + " is " + state)
                .atMost(PATIENCE)
                .until(
                        () -> conflict(id),
                        shown -> shown.path("state").asString("").equals(state));
    }

    /** The kinds of the entries of a timeline, in order. */
    public static List<String> kinds(JsonNode of) {
        return of.get("timeline")
                .valueStream()
                .map(entry -> entry.get("kind").asString())
                .toList();
    }

    /** Who did it, by the first entry of a kind. */
    public static String actor(JsonNode of, String kind) {
        return of.get("timeline")
                .valueStream()
                .filter(entry -> entry.get("kind").asString().equals(kind))
                .findFirst()
                .map(entry -> entry.get("actor").asString())
                .orElse("no entry " + kind + " in " + of.get("timeline"));
    }

    /** The text of the first entry of a kind. */
    public static String text(JsonNode of, String kind) {
        return of.get("timeline")
                .valueStream()
                .filter(entry -> entry.get("kind").asString().equals(kind))
                .findFirst()
                .map(entry -> entry.get("text").asString())
                .orElse("no entry " + kind + " in " + of.get("timeline"));
    }

    @Override
    public void close() throws IOException {
        agent.close();
        Managers.forget(manager, agent.hostId());
    }
}
