// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.pci.PciTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code unknowns}, {@code answer} and {@code forget-answer} on a host with two disks, one of which has the ZFS pool of the root. */
class AnswerCommandsTest {

    private static final String PORT = "0000:00:1c.0";
    private static final String POOL = "0000:04:00.0";
    private static final String SPARE = "0000:05:00.0";

    @TempDir
    private Path root = Path.of("");

    @TempDir
    private Path state = Path.of("");

    private PciTree pci;
    private HostTree tree;

    @BeforeEach
    void boot() {
        pci = new PciTree(root)
                .bridge("pci0000:00", PORT)
                .endpoint("pci0000:00/" + PORT, POOL, "144d:a808", "010802")
                .endpoint("pci0000:00", SPARE, "144d:a809", "010802")
                .driver(POOL, "nvme")
                .driver(SPARE, "nvme")
                .group(10, PORT)
                .group(11, POOL)
                .group(12, SPARE);
        tree = pci.tree();
        disk(POOL, "nvme0n1", 0);
        disk(SPARE, "nvme1n1", 2);
        tree.directory("/sys/class/net")
                .file("/sys/class/tty/console/active", "ttyS0\n")
                .file("/proc/1/mountinfo", "30 1 0:45 / / rw - zfs tank rw\n")
                .file("/proc/1/net/route", "Iface\tDestination\n")
                .file("/proc/kallsyms", "0 T iommu_group_claim_dma_owner\n")
                .file("/proc/sys/kernel/osrelease", "6.1.0-56-amd64\n")
                .file("/proc/sys/kernel/random/boot_id", "5f2c1f1e-0000-4000-8000-000000000000\n")
                .file("/lib/modules/6.1.0-56-amd64/modules.alias", "alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci\n")
                .file("/lib/modules/6.1.0-56-amd64/modules.dep", "kernel/drivers/vfio/pci/vfio-pci.ko: x\n");
    }

    private void disk(String address, String name, int minor) {
        String disk = pci.directory(address) + "/nvme/" + name.substring(0, 5) + "/" + name;
        block(disk, name, minor);
        block(disk + "/" + name + "p1", name + "p1", minor + 1);
        tree.file(disk + "/" + name + "p1/partition", "1\n");
    }

    private void block(String directory, String name, int minor) {
        tree.directory(directory)
                .link("/sys/dev/block/259:" + minor, directory)
                .link("/sys/class/block/" + name, directory)
                .file("/dev/" + name, "");
    }

    @Test
    void eachUnknownIsListedWithItsFunctionsAndTheCommandThatAnswersIt() {
        JsonNode unknowns = json("unknowns", "--json");

        assertThat(unknowns.at("/all").size()).isEqualTo(1);
        assertThat(texts(unknowns.at("/all/0/functions"))).containsExactly(POOL, SPARE);
        String command = "bailiff-agent answer " + id() + " --functions " + POOL + "," + SPARE;
        assertThat(run("unknowns").out()).contains(id(), "tank", command);
        assertThat(run("doctor").out()).contains("tank", command);
        assertThat(run("inspect", SPARE).out()).contains("Unknown " + id(), command);
        assertThat(run("plan", SPARE).out()).contains("Unknown " + id(), command);
        assertThat(run("plan", SPARE).exitCode()).isEqualTo(3);
        assertThat(run("inspect").out()).contains("Unknowns without an answer: 1.", "`bailiff-agent unknowns`");
        assertThat(texts(json("inspect", "--json").at("/unknowns/0/functions"))).containsExactly(POOL, SPARE);
    }

    @Test
    void anAnswerFreesTheOtherFunctionsAndIsShownWithWhoAndWhen() {
        CommandRun answer = run("answer", id(), "--functions", "04:00.0", "--by", "alice");

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(codes(POOL)).containsExactly("ANSWERED");
        assertThat(codes(PORT)).containsExactly("ANSWERED");
        assertThat(codes(SPARE)).isEmpty();
        assertThat(run("plan", SPARE).exitCode()).isZero();
        JsonNode stored = json("unknowns", "--json").at("/answers/0");
        assertThat(stored.at("/by").asString()).isEqualTo("alice");
        assertThat(texts(stored.at("/functions"))).containsExactly(POOL);
        assertThat(run("unknowns").out())
                .contains("alice", stored.at("/at").asString())
                .doesNotContain("to answer");
        assertThat(verdicts()).contains("HOST_CRITICAL OK").doesNotContain("HOST_CRITICAL WARN");
        assertThat(json("inspect", "--json").at("/answers").size()).isEqualTo(1);
        assertThat(run("inspect").out()).doesNotContain("Unknowns without an answer");
    }

    @Test
    void aForgottenAnswerLeavesTheUnknown() {
        run("answer", id(), "--functions", POOL, "--by", "alice");

        assertThat(run("forget-answer", id()).exitCode()).isZero();

        assertThat(codes(SPARE)).containsExactly("UNKNOWN");
        assertThat(run("forget-answer", id()).exitCode()).isEqualTo(2);
    }

    @Test
    void noFunctionMustBeStatedInWords() {
        String id = id();
        assertThat(run("answer", id, "--by", "alice").exitCode()).isEqualTo(2);
        assertThat(run("answer", id, "--no-function", "--functions", POOL, "--by", "alice")
                        .exitCode())
                .isEqualTo(2);
        assertThat(state).isEmptyDirectory();

        JsonNode answer = json("answer", id, "--no-function", "--by", "alice", "--json");

        assertThat(answer.at("/noFunction").asBoolean()).isTrue();
        assertThat(codes(POOL)).isEmpty();
        assertThat(codes(SPARE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ID, --functions, 0000:09:00.0, --by, alice",
        "ID, --functions, 0000:00:1c.0, --by, alice",
        "ID, --functions, banana, --by, alice",
        "ID, --functions, 0000:04:00.0, --by, ' '",
        "123456789abc, --functions, 0000:04:00.0, --by, alice"
    })
    void anAnswerThatCannotBeMeantIsBadInputAndChangesNothing(
            String id, String option, String function, String by, String name) {
        CommandRun answer = run("answer", id.equals("ID") ? id() : id, option, function, by, name);

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.err()).hasLineCount(2);
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void doctorNamesAnswersWithoutEffect() {
        run("answer", id(), "--functions", POOL, "--by", "alice");
        tree.file("/proc/1/mountinfo", "");

        assertThat(verdicts()).contains("HOST_CRITICAL WARN");
        assertThat(run("doctor").out()).contains("alice", "bailiff-agent forget-answer ");
        assertThat(codes(POOL)).isEmpty();
        assertThat(run("unknowns").out()).contains("This host has no unknowns.", "Answer without effect");
    }

    @Test
    void malformedAnswersLeaveEveryUnknownAndAreReported() throws Exception {
        run("answer", id(), "--functions", POOL, "--by", "alice");
        Path file = Files.writeString(state.resolve("answers.json"), "banana");

        assertThat(codes(SPARE)).containsExactly("UNKNOWN");
        assertThat(codes(POOL)).containsExactly("UNKNOWN");
        assertThat(verdicts()).contains("HOST_CRITICAL WARN");
        assertThat(run("doctor").out()).contains(file.toString());
        assertThat(run("unknowns").out()).contains(file.toString());
        assertThat(json("inspect", "--json").at("/problems/0").asString()).contains(file.toString());
        assertThat(run("answer", id(), "--functions", POOL, "--by", "alice").exitCode())
                .isEqualTo(1);
        assertThat(run("forget-answer", id()).err()).contains(file.toString());
        assertThat(file).hasContent("banana");
    }

    private String id() {
        return json("unknowns", "--json").at("/all/0/id").asString();
    }

    private List<String> codes(String address) {
        return json("inspect", address, "--json")
                .at("/refusals")
                .valueStream()
                .map(refusal -> refusal.at("/code").asString())
                .distinct()
                .toList();
    }

    private List<String> verdicts() {
        return json("doctor", "--json")
                .valueStream()
                .map(check -> check.at("/subject").asString() + " "
                        + check.at("/verdict").asString())
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private JsonNode json(String... arguments) {
        return JsonMapper.shared().readTree(run(arguments).out());
    }

    private CommandRun run(String... arguments) {
        List<String> all = Stream.concat(
                        Stream.of("--root", root.toString(), "--state", state.toString()), Stream.of(arguments))
                .toList();
        return CommandRun.of(all.toArray(String[]::new));
    }
}
