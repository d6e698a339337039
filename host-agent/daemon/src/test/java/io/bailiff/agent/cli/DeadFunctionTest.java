// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands about a lent graphics card with an audio function, both without an answer since the end of the guest. */
class DeadFunctionTest {

    private static final String GPU = "0000:01:00.0";
    private static final String AUDIO = "0000:01:00.1";
    private static final String PORT = "0000:00:01.0";

    @TempDir
    private Path root = Path.of("");

    @TempDir
    private Path state = Path.of("");

    private PciTree pci = new PciTree(root);

    @BeforeEach
    void lendTheCard() {
        pci = new PciTree(root)
                .bridge("pci0000:00", PORT)
                .endpoint("pci0000:00/" + PORT, GPU, "10de:2331", "030200")
                .endpoint("pci0000:00/" + PORT, AUDIO, "10de:22ba", "040300")
                .driver(GPU, "vfio-pci")
                .driver(AUDIO, "vfio-pci")
                .attribute(GPU, "driver_override", "vfio-pci\n")
                .attribute(AUDIO, "driver_override", "vfio-pci\n")
                .group(20, PORT)
                .group(21, GPU, AUDIO);
        pci.tree().directory("/sys/class/net").directory("/sys/class/block").kernel61();
        assertThat(run("detach", "--with-siblings", GPU).exitCode()).isZero();
    }

    @Test
    void aFunctionWithoutAnAnswerStaysInItsGroupWithItsIdentity() {
        ones(GPU);
        ones(AUDIO);

        JsonNode group = json("inspect", "--json").at("/groups/1");
        assertThat(group.at("/number").asInt()).isEqualTo(21);
        assertThat(group.at("/state").asString()).isEqualTo("DETACHED");
        assertThat(group.at("/owner").asString()).isEqualTo("command line");
        assertThat(group.at("/members/0/device").asString()).isEqualTo("2331");
        assertThat(group.at("/members/0/kind").asString()).isEqualTo("ENDPOINT");
        assertThat(group.at("/members/0/health").asString()).isEqualTo("NO_ANSWER");
        assertThat(group.at("/refusals/0/code").asString()).isEqualTo("NO_ANSWER");
        assertThat(run("inspect").out()).contains("detached for command line", GPU + " does not answer");
        assertThat(run("inspect", AUDIO).out()).contains(AUDIO + " does not answer", "10de:22ba");
        assertThat(run("plan", GPU).exitCode()).isEqualTo(3);
        assertThat(run("recover").exitCode()).isZero();
        assertThat(json("doctor", "--json").toString()).contains(GPU + " does not answer");
    }

    @Test
    void aGroupOfTheHostWithAMemberWithoutAnAnswerIsNotDetached() throws Exception {
        assertThat(run("reattach", GPU).exitCode()).isZero();
        pci.attribute(GPU, "driver_override", "(null)\n").attribute(AUDIO, "driver_override", "(null)\n");
        Stream.of(GPU, AUDIO).forEach(member -> pci.driver(member, "nvidia"));
        ones(AUDIO);

        JsonNode refused = json("detach", "--with-siblings", GPU, "--json");

        assertThat(refused.at("/why").asString()).isEqualTo("NEEDED_BY_HOST");
        assertThat(refused.at("/message").asString()).contains(AUDIO);
        assertThat(new PciBus(pci.files()).driver(PciAddress.parse(GPU))).contains("nvidia");
    }

    @Test
    void aFunctionWithoutAnAnswerIsReattached() {
        ones(GPU);
        ones(AUDIO);

        assertThat(run("reattach", GPU).exitCode()).isZero();
        assertThat(state.resolve("groups")).isDirectoryNotContaining("glob:**.json");
    }

    @Test
    void aLentGroupThatFellOffTheBusIsShownAndForgotten() throws Exception {
        for (String member : List.of(GPU, AUDIO)) {
            delete("/sys/kernel/iommu_groups/21/devices/" + member);
            delete("/sys/bus/pci/devices/" + member);
        }
        delete("/sys/kernel/iommu_groups/21/devices");
        delete("/sys/kernel/iommu_groups/21/reserved_regions");
        delete("/sys/kernel/iommu_groups/21");

        JsonNode group = json("inspect", GPU, "--json");
        assertThat(group.at("/members/0/device").asString()).isEqualTo("2331");
        assertThat(group.at("/members/0/health").asString()).isEqualTo("GONE");
        assertThat(run("inspect").out()).contains(AUDIO + " is gone from the bus");
        assertThat(run("plan", AUDIO).exitCode()).isEqualTo(3);
        assertThat(run("detach", "--with-siblings", GPU).exitCode()).isEqualTo(3);
        assertThat(run("recover").exitCode()).isZero();

        assertThat(run("reattach", GPU).exitCode()).isZero();
        assertThat(run("inspect", GPU).exitCode()).isEqualTo(2);
    }

    private void ones(String address) {
        byte[] ones = new byte[64];
        Arrays.fill(ones, (byte) 0xff);
        pci.tree().bytes("/sys/bus/pci/devices/" + address + "/config", ones);
    }

    private void delete(String path) throws Exception {
        Files.delete(Path.of(root.toString(), path));
    }

    private JsonNode json(String... arguments) {
        return JsonMapper.shared().readTree(run(arguments).out());
    }

    private CommandRun run(String... arguments) {
        List<String> options = List.of("--root", root.toString(), "--state", state.toString());
        return CommandRun.of(
                Stream.concat(options.stream(), Stream.of(arguments)).toArray(String[]::new));
    }
}
