// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.DetachRequest;
import io.bailiff.agent.group.FunctionThreads;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.KernelTimeouts;
import io.bailiff.agent.group.StepListener;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.FileAccessListener;
import io.bailiff.agent.sim.GuestTimings;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.RemoteSimFiles;
import io.bailiff.agent.sim.SimMachine;
import io.bailiff.agent.sim.SimServer;
import io.bailiff.agent.sim.ThreadClock;
import io.bailiff.agent.state.DiskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator sees of plan, detach, reattach and recover, on the demonstration's host. */
class MoveCommandsTest {

    private static final String PORT_0 = "0000:02:01.0";
    private static final String PORT_1 = "0000:02:01.1";
    private static final String ROOT_DISK = "0000:05:00.0";
    private static final String DISPLAY = "0000:09:00.0";

    @TempDir
    private Path state = Path.of("");

    private final ThreadClock clock = new ThreadClock();
    private final SimMachine machine =
            SimMachine.demo("sim-a", KernelFlavour.REFUSES, "b0071d", GuestTimings.instant(), clock);
    private final SimServer server = serve();

    @AfterEach
    void noFunctionWasEverUnboundWithoutAPin() {
        server.close();
        clock.close();
        assertThat(machine.host().kernel().violations()).isEmpty();
    }

    @Test
    void aPlanNamesEveryMemberAndEveryStepAndChangesNothing() throws Exception {
        CommandRun plan = run("plan", PORT_0);

        assertThat(plan.exitCode()).isZero();
        assertThat(plan.out()).contains("0000:01:00.0  KEEP", PORT_0 + "  PIN", PORT_1 + "  UNBIND");
        assertThat(json("plan", PORT_0, "--json").at("/state").asString()).isEqualTo("WITH_HOST");
        assertThat(state).isEmptyDirectory();
        assertThat(driver(PORT_0)).isEqualTo("e1000");
    }

    @Test
    void aPlanForAHostCriticalGroupGivesTheReasonAndEndsAsRefused() {
        CommandRun plan = run("plan", ROOT_DISK);

        assertThat(plan.exitCode()).isEqualTo(3);
        assertThat(plan.out()).contains(ROOT_DISK).doesNotContain("PIN");
        assertThat(json("plan", ROOT_DISK, "--json").at("/refusals/0/code").asString())
                .isEqualTo("MOUNTED_FILE_SYSTEM");
    }

    @Test
    void aGroupWithTheConsoleIsDetachedOnlyIfTheRequestNamesTheUse() throws Exception {
        CommandRun plan = run("plan", DISPLAY);
        assertThat(plan.exitCode()).isEqualTo(3);
        assertThat(plan.out()).contains("bailiff-agent detach --allow CONSOLE " + DISPLAY, "PIN");
        assertThat(run("inspect", DISPLAY).out()).contains("bailiff-agent detach --allow CONSOLE " + DISPLAY);
        assertThat(run("detach", DISPLAY).exitCode()).isEqualTo(3);
        assertThat(run("detach", "--allow", "ONLY_KEYBOARD", DISPLAY).exitCode())
                .isEqualTo(3);

        assertThat(run("detach", "--allow", "only_keyboard,console", DISPLAY).exitCode())
                .isZero();

        assertThat(driver(DISPLAY)).isEqualTo("vfio-pci");
    }

    @Test
    void aNeedOfTheHostCannotBeAllowed() throws Exception {
        CommandRun detach = run("detach", "--allow", "MOUNTED_FILE_SYSTEM", ROOT_DISK);

        assertThat(detach.exitCode()).isEqualTo(2);
        assertThat(detach.err()).contains("MOUNTED_FILE_SYSTEM", "CONSOLE").hasLineCount(2);
        assertThat(run("detach", "--allow", "banana", ROOT_DISK).exitCode()).isEqualTo(2);
        assertThat(run("detach", "--allow", "CONSOLE", ROOT_DISK).exitCode()).isEqualTo(3);
        assertThat(run("plan", ROOT_DISK).out()).doesNotContain("--allow");
        assertThat(driver(ROOT_DISK)).isEqualTo("nvme");
    }

    @Test
    void aHostCriticalGroupIsNotDetachedEvenWithConsent() throws Exception {
        CommandRun detach = run("detach", "--with-siblings", ROOT_DISK);

        assertThat(detach.exitCode()).isEqualTo(3);
        assertThat(detach.err()).startsWith("Group ").hasLineCount(2);
        assertThat(json("detach", "--with-siblings", ROOT_DISK, "--json")
                        .at("/why")
                        .asString())
                .isEqualTo("NEEDED_BY_HOST");
        assertThat(driver(ROOT_DISK)).isEqualTo("nvme");
    }

    @Test
    void aDetachOfSiblingsNeedsConsent() throws Exception {
        CommandRun detach = run("detach", PORT_0);

        assertThat(detach.exitCode()).isEqualTo(3);
        assertThat(detach.err())
                .contains(PORT_1, "bailiff-agent detach --with-siblings " + PORT_0)
                .hasLineCount(2);
        assertThat(driver(PORT_0)).isEqualTo("e1000");
    }

    @Test
    void namingEveryFunctionIsConsent() throws Exception {
        assertThat(run("detach", PORT_0, PORT_1).exitCode()).isZero();
        assertThat(driver(PORT_1)).isEqualTo("vfio-pci");
    }

    @Test
    void consentByFingerprintIsForTheNamedGroupOnly() throws Exception {
        String fingerprint = new PciBus(machine.host().files())
                .groupOf(PciAddress.parse(PORT_0))
                .orElseThrow()
                .fingerprint()
                .toString();

        CommandRun stale = run("detach", "--consent", "0123456789abcdef0123456789abcdef", PORT_0);
        assertThat(stale.exitCode()).isEqualTo(3);
        assertThat(stale.err()).contains("--consent", fingerprint, "bailiff-agent plan");

        CommandRun garbage = run("detach", "--consent", "yes", PORT_0);
        assertThat(garbage.exitCode()).isEqualTo(2);
        assertThat(garbage.err()).contains("--consent", "\"yes\"").hasLineCount(2);
        assertThat(driver(PORT_0)).isEqualTo("e1000");

        assertThat(run("detach", "--consent", fingerprint, PORT_0).exitCode()).isZero();
    }

    @Test
    void detachAndReattachAreDoneAndCanBeRepeated() throws Exception {
        CommandRun detach = run("detach", "--with-siblings", PORT_0);
        assertThat(detach.exitCode()).isZero();
        assertThat(detach.out()).startsWith("Group 7: ");
        assertThat(outcome("detach", "--with-siblings", PORT_1, "--json")).isEqualTo("DONE");
        assertThat(driver(PORT_1)).isEqualTo("vfio-pci");
        JsonNode detached = json("plan", PORT_0, "--json");
        assertThat(detached.at("/state").asString()).isEqualTo("DETACHED");
        assertThat(detached.at("/owner").asString()).isEqualTo("command line");
        assertThat(outcome("reattach", PORT_1, "--json")).isEqualTo("DONE");
        assertThat(driver(PORT_0)).isEqualTo("e1000");
        assertThat(outcome("reattach", PORT_0, "--json")).isEqualTo("DONE");
        assertThat(run("reattach", PORT_0).exitCode()).isZero();
        assertThat(driver(PORT_0)).isEqualTo("e1000");
    }

    @Test
    void aReattachNamesWhatCouldNotBeRestored() throws Exception {
        run("detach", "--with-siblings", PORT_0);
        Path journal = journal();
        String bridge = "\"master\":{\"name\":\"br9\",\"kind\":\"BRIDGE\",\"filtersVlans\":false}";
        Files.writeString(journal, Files.readString(journal).replaceFirst("\"master\":null", bridge));

        CommandRun reattach = run("reattach", PORT_0);

        assertThat(reattach.exitCode()).isZero();
        assertThat(reattach.out()).hasLineCount(2).contains("ip link set enp2s1f0 master br9");
        assertThat(driver(PORT_0)).isEqualTo("e1000");

        run("detach", "--with-siblings", PORT_0);
        Files.writeString(journal, Files.readString(journal).replaceFirst("\"master\":null", bridge));
        assertThat(json("reattach", PORT_0, "--json").at("/notRestored").size()).isEqualTo(1);
    }

    @Test
    void aGroupLentByTheManagerIsReattachedOnlyByForce() throws Exception {
        detachFor("assignment 5f2c");

        CommandRun refused = run("reattach", PORT_0);
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err()).contains("assignment 5f2c", "--force").hasLineCount(2);
        assertThat(json("reattach", PORT_0, "--json").at("/why").asString()).isEqualTo("OWNED");
        assertThat(driver(PORT_0)).isEqualTo("vfio-pci");

        assertThat(run("reattach", "--force", PORT_0).exitCode()).isZero();
        assertThat(driver(PORT_0)).isEqualTo("e1000");
    }

    @Test
    void absentFunctionsAndFunctionsOfTwoGroupsAreBadInput() {
        assertThat(run("detach", "0000:77:00.0").exitCode()).isEqualTo(2);
        assertThat(run("detach", "0000:77:00.0").err()).contains("0000:77:00.0");

        CommandRun apart = run("detach", PORT_0, "0000:04:00.0");
        assertThat(apart.exitCode()).isEqualTo(2);
        assertThat(apart.err()).contains("0000:04:00.0", "group 10", PORT_0, "group 7");
    }

    @Test
    void aRecoveryWithoutJournalsIsDone() {
        CommandRun recover = run("recover");

        assertThat(recover.exitCode()).isZero();
        assertThat(recover.out()).hasLineCount(1);
        assertThat(json("recover", "--json").size()).isZero();
    }

    @Test
    void anUnreadableJournalIsNamedAndTheGroupIsNotMoved() throws Exception {
        run("detach", "--with-siblings", PORT_0);
        Path journal = journal();
        Files.writeString(journal, "garbage");

        CommandRun reattach = run("reattach", PORT_0);
        assertThat(reattach.exitCode()).isEqualTo(3);
        assertThat(reattach.err()).contains(journal.toString()).hasLineCount(2);
        assertThat(json("reattach", PORT_0, "--json").at("/why").asString()).isEqualTo("UNREADABLE");
        assertThat(run("plan", PORT_0).exitCode()).isEqualTo(3);
    }

    @Test
    void aJoinNeedsATokenAndTheAddressOfAManager() {
        CommandRun run = run("join", "https://127.0.0.1:9");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--token-file").hasLineCount(2);
        assertThat(run("join", "https://127.0.0.1:9", "--token", "nonsense").exitCode())
                .isEqualTo(2);
        assertThat(run("join", "http://127.0.0.1:9").exitCode()).as("no TLS").isEqualTo(2);
        CommandRun away = run("join", "https://127.0.0.1:9", "--token", "f".repeat(43) + "." + "s".repeat(43));
        assertThat(away.exitCode()).as("nobody listens").isEqualTo(4);
    }

    private Path journal() throws IOException {
        try (Stream<Path> files = Files.list(state.resolve("groups"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void detachFor(String owner) throws IOException {
        ExecutorService threads = FunctionThreads.start(2);
        Groups groups = Groups.of(
                machine.host().files(),
                machine.host().files(),
                group -> List.of(),
                () -> io.bailiff.agent.api.ConflictBehaviour.REFUSES,
                state,
                new DiskFiles(),
                threads,
                KernelTimeouts.normal());
        groups.operations()
                .detach(
                        new DetachRequest(
                                new PciBus(machine.host().files())
                                        .groupOf(PciAddress.parse(PORT_0))
                                        .orElseThrow()
                                        .fingerprint(),
                                owner,
                                "operation-1"),
                        StepListener.none());
        threads.shutdown();
    }

    private String driver(String address) throws IOException {
        return new PciBus(machine.host().files())
                .driver(PciAddress.parse(address))
                .orElse("none");
    }

    private String outcome(String... arguments) {
        return json(arguments).at("/outcome").asString();
    }

    private JsonNode json(String... arguments) {
        return JsonMapper.shared().readTree(run(arguments).out());
    }

    private CommandRun run(String... arguments) {
        RemoteSimFiles files = new RemoteSimFiles(server.host("sim-a"));
        List<String> options = List.of("--state", state.toString());
        return CommandRun.of(
                Main.commandLine(new HostOfFiles(files, files), CommandEnvironment.standard()),
                Stream.concat(options.stream(), Stream.of(arguments)).toArray(String[]::new));
    }

    private SimServer serve() {
        try {
            return SimServer.start(0, List.of(machine), new FileAccessListener() {});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
