// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import static org.awaitility.Awaitility.await;

import io.bailiff.system.Rest.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** A manager, one simulated host and its agent: three processes, each of which can be killed and started again. */
final class SystemUnderTest implements AutoCloseable {

    static final String HOST = "sim-a";

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path home;
    private final Processes processes;
    private final int managerPort = Processes.freePort();
    private final int agentPort = Processes.freePort();
    private final int simulatorPort = Processes.freePort();
    private final Rest manager = new Rest("http://127.0.0.1:" + managerPort);
    private final Rest hypervisor = new Rest("http://127.0.0.1:" + simulatorPort + "/hosts/" + HOST);

    private Process managerProcess;
    private Process agentProcess;

    private SystemUnderTest(Path home) {
        this.home = home;
        this.processes = new Processes(home);
        processes.simulation("simulator", "simulate", "--listen", "127.0.0.1:" + simulatorPort, "--hosts", HOST);
        this.managerProcess = launchManager();
        awaitAnswer(hypervisor, "/guests");
        awaitAnswer(manager, "/actuator/health");
        join();
        this.agentProcess = launchAgent();
        awaitInventory();
        awaitLibvirt();
        allowLoansWithoutGuard();
    }

    /** The agent cannot hold openers on a host that is simulated in another process. */
    private void allowLoansWithoutGuard() {
        Reply reply = manager.put(
                "/api/v1/hosts/" + HOST + "/unguarded-loans", "{'by':'test','reason':'the host is simulated'}");
        if (reply.status() >= 300) {
            throw new AssertionError("loans without a guard are not allowed: " + reply);
        }
    }

    /** Starts everything and waits until the manager has the host's inventory. */
    static SystemUnderTest start(Path home) {
        return new SystemUnderTest(home);
    }

    Rest manager() {
        return manager;
    }

    /** The simulated host's guests, as its hypervisor has them. */
    Rest hypervisor() {
        return hypervisor;
    }

    void killManager() {
        Processes.kill(managerProcess);
    }

    void startManager() {
        managerProcess = launchManager();
        awaitAnswer(manager, "/actuator/health");
        awaitLibvirt();
    }

    /** Backs up the manager, which may run, as an operator does. */
    void backUp(String name) {
        Processes.awaitSuccess(
                processes.managerCommand("backup", home.resolve(name).toString(), managerHome()));
    }

    /** Restores a backup in place of the stopped manager's database. */
    void restore(String name) {
        Processes.awaitSuccess(
                processes.managerCommand("restore", home.resolve(name).toString(), "--replace", managerHome()));
    }

    private String managerHome() {
        return "--bailiff.home=" + home.resolve("manager");
    }

    void killAgent() {
        Processes.kill(agentProcess);
    }

    void startAgent() {
        agentProcess = launchAgent();
    }

    private Process launchManager() {
        return processes.manager(
                "manager",
                "--server.port=" + managerPort,
                "--bailiff.agent.port=" + agentPort,
                managerHome(),
                "--bailiff.simulation=127.0.0.1:" + simulatorPort);
    }

    /** Joins the host with a token, as an operator does. */
    private void join() {
        Reply made = manager.post("/api/v1/join-tokens", "{'host':'" + HOST + "','by':'test'}");
        if (made.status() != 201) {
            throw new AssertionError("the manager made no join token: " + made);
        }
        Processes.awaitSuccess(agentCommand(
                "join",
                "https://127.0.0.1:" + agentPort,
                "--token",
                made.body().get("token").asString(),
                "--host-name",
                HOST));
    }

    private Process launchAgent() {
        return agentCommand("run");
    }

    private Process agentCommand(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(
                "--sim",
                "http://127.0.0.1:" + simulatorPort + "/hosts/" + HOST,
                "--state",
                home.resolve("agent").toString()));
        return processes.simulation("agent", arguments.toArray(String[]::new));
    }

    private static void awaitAnswer(Rest server, String path) {
        await("an answer to GET " + path).atMost(PATIENCE).until(() -> server.answers(path));
    }

    private void awaitLibvirt() {
        await("the manager is connected to the libvirt of " + HOST)
                .atMost(PATIENCE)
                .until(() -> manager.get("/api/v1/hosts/" + HOST)
                        .body()
                        .path("libvirt")
                        .path("connected")
                        .asBoolean(false));
    }

    private void awaitInventory() {
        await("the manager has the groups of " + HOST).atMost(PATIENCE).until(() -> {
            Reply groups = manager.get("/api/v1/hosts/" + HOST + "/groups");
            return groups.status() == 200 && !groups.body().get("items").isEmpty();
        });
    }

    /** The group of the function, as the manager has it from the last report. */
    JsonNode group(String address) {
        JsonNode groups =
                manager.get("/api/v1/hosts/" + HOST + "/groups").body().get("items");
        return StreamSupport.stream(groups.spliterator(), false)
                .filter(group ->
                        group.get("members").findValuesAsString("address").contains(address))
                .findFirst()
                .orElseThrow();
    }

    /** What the function is bound to on the host itself. */
    Optional<String> driver(String address) {
        Reply link = hypervisor.post("/files", "{'op':'link','path':'/sys/bus/pci/devices/" + address + "/driver'}");
        String target = link.body().path("text").asString("");
        return target.isEmpty() ? Optional.empty() : Optional.of(target.substring(target.lastIndexOf('/') + 1));
    }

    /** What the function's driver_override says on the host itself; "(null)" where none is set. */
    String driverOverride(String address) {
        return hypervisor
                .post("/files", "{'op':'read','path':'/sys/bus/pci/devices/" + address + "/driver_override'}")
                .body()
                .get("text")
                .asString();
    }

    JsonNode guest(String name) {
        JsonNode guests =
                manager.get("/api/v1/hosts/" + HOST + "/guests").body().get("items");
        return StreamSupport.stream(guests.spliterator(), false)
                .filter(guest -> guest.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void startGuest(String name) {
        JsonNode guest = guest(name);
        if (guest.get("state").asString().equals("SHUT_OFF")) {
            command(guest, "start");
        }
    }

    void destroyGuest(String name) {
        command(guest(name), "destroy");
    }

    private void command(JsonNode guest, String command) {
        Reply reply = hypervisor.post("/guests/" + guest.get("uuid").asString() + "/" + command, "");
        if (reply.status() != 200) {
            throw new AssertionError(command + " " + guest + ": " + reply);
        }
    }

    /** Asks for an assignment with the consent that the group needs. */
    Reply lend(String guest, String address) {
        return manager.post(
                "/api/v1/assignments",
                "{'host':'" + HOST + "','guest':'" + guest + "','functions':['" + address + "'],'consent':'"
                        + group(address).get("fingerprint").asString() + "'}");
    }

    /** Starts the guest if it is off, lends, and waits until the guest has it. */
    JsonNode lent(String guest, String address) {
        startGuest(guest);
        Reply reply = lend(guest, address);
        if (reply.status() != 202) {
            throw new AssertionError("the manager did not lend " + address + " to " + guest + ": " + reply);
        }
        return awaitState("/api/v1/assignments/" + reply.body().get("id").asString(), "ACTIVE");
    }

    Reply reclaim(String address, int releaseSeconds, int shutdownSeconds) {
        return manager.post(
                "/api/v1/hosts/" + HOST + "/reclaims",
                "{'function':'" + address + "','by':'alice','reason':'maintenance','releaseDeadlineSeconds':"
                        + releaseSeconds + ",'shutdownDeadlineSeconds':" + shutdownSeconds + "}");
    }

    /** Waits until the resource behind the path is in the state, and gives it. */
    JsonNode awaitState(String path, String state) {
        return await(path + " is " + state)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> manager.get(path).body(),
                        body -> body.path("state").asString("").equals(state));
    }

    @Override
    public void close() {
        processes.close();
    }
}
