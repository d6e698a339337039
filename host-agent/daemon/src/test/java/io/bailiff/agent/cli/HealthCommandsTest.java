// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.HealthEvent.Kind;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.health.HealthBook;
import io.bailiff.agent.health.HealthState;
import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.pci.PciTree;
import io.bailiff.agent.state.DiskFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code doctor}, {@code inspect} and {@code acknowledge-health} on a host with a GPU that had an error. */
class HealthCommandsTest {

    private static final String GPU = "0000:01:00.0";
    private static final String NIC = "0000:02:00.0";

    @TempDir
    private Path root = Path.of("");

    @TempDir
    private Path state = Path.of("");

    @BeforeEach
    void boot() throws Exception {
        HostTree tree = new PciTree(root)
                .endpoint("pci0000:00", GPU, "10de:2231", "030000")
                .endpoint("pci0000:00", NIC, "8086:10d3", "020000")
                .group(1, GPU)
                .group(2, NIC)
                .tree();
        tree.directory("/sys/class/net").kernel61();
        HealthBook.open(new HealthState(state, new DiskFiles()), "boot-1", Clock.systemUTC())
                .record(PciAddress.parse(GPU), Kind.RECOVERED, null);
    }

    @Test
    void aFunctionWithAnEventIsRefusedAndNamedByTheDoctorUntilItIsAcknowledged() {
        assertThat(findings()).isEqualTo(1);
        assertThat(refusals(GPU)).isEqualTo(1);
        assertThat(refusals(NIC)).isZero();

        assertThat(run("acknowledge-health", GPU).exitCode()).isZero();

        assertThat(findings()).isZero();
        assertThat(refusals(GPU)).isZero();
    }

    @Test
    void aFunctionWithoutAnEventCannotBeAcknowledged() {
        assertThat(run("acknowledge-health", NIC).exitCode()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(findings()).isEqualTo(1);
    }

    @Test
    void unreadableEventsRefuseEveryGroup() throws Exception {
        Files.writeString(state.resolve("health.json"), "{");

        assertThat(findings()).isEqualTo(1);
        assertThat(refusals(GPU)).isEqualTo(1);
        assertThat(refusals(NIC)).isEqualTo(1);
        assertThat(run("acknowledge-health", GPU).exitCode()).isEqualTo(ExitCode.UNEXPECTED.number());
    }

    private long findings() {
        return json("doctor")
                .valueStream()
                .filter(check -> check.at("/subject").asString().equals("HEALTH"))
                .count();
    }

    private long refusals(String function) {
        JsonNode report = json("inspect");
        return report.get("groups")
                .valueStream()
                .flatMap(group -> group.get("refusals").valueStream())
                .filter(refusal -> refusal.get("address").asString().equals(function))
                .filter(refusal -> refusal.get("code").asString().equals("HEALTH_EVENT"))
                .count();
    }

    private JsonNode json(String command) {
        return JsonMapper.shared().readTree(run(command, "--json").out());
    }

    private CommandRun run(String... command) {
        return CommandRun.of(
                Stream.concat(Stream.of("--root", root.toString(), "--state", state.toString()), Stream.of(command))
                        .toArray(String[]::new));
    }
}
