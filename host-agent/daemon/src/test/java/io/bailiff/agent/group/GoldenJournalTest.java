// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.GoldenFiles;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.sim.HostSpec;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimTopology;
import io.bailiff.agent.state.DiskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The recovery from each journal that the agent of commit 1ad4a37 left behind ends where that agent's own recovery ended. */
class GoldenJournalTest {

    private static final String DETACHED = "journals/nic/reattach-01";

    @TempDir
    private Path state = Path.of("");

    /** A journal of the old agent, and the group as that agent left it. */
    record Left(String name, Path state, JsonNode host) {

        static Left behind(Path directory) {
            try {
                JsonNode host = new JsonMapper().readTree(Files.readString(directory.resolve("host.json")));
                return new Left(
                        GoldenFiles.path("journals").relativize(directory).toString(),
                        directory.resolve("state"),
                        host);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        GroupFingerprint group() {
            return new GroupFingerprint(host.get("group").asString());
        }

        HostSpec topology() {
            return name.startsWith("hot-plug-bridge") ? SimTopology.withHotPlugBridge() : SimTopology.demo();
        }

        /** The members' bindings at a moment: {@code atFirst}, {@code members} as the agent ended, or {@code recovered}. */
        Map<PciAddress, Binding> bindings(String moment) {
            Map<PciAddress, Binding> bindings = new TreeMap<>();
            host.get(moment)
                    .forEachEntry((address, binding) -> bindings.put(
                            PciAddress.parse(address),
                            new Binding(
                                    binding.get("driver").asString(null),
                                    binding.get("override").asString(null))));
            return bindings;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Left> journals() {
        return GoldenFiles.directoriesWith("host.json", "journals").stream()
                .map(Left::behind)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("journals")
    void theRecoveryEndsWhereTheOldOneEnded(Left left) throws Exception {
        GoldenFiles.copy(left.state(), state);
        try (TestHost host = TestHost.with(state, KernelFlavour.REFUSES, left.topology())) {
            bring(host, left.bindings("atFirst"));
            bring(host, left.bindings("members"));

            Map<GroupFingerprint, MoveOutcome> outcomes = host.groups.recovery().run(StepListener.none());

            boolean hadJournal = hasJournal(left.state(), left.group());
            assertThat(outcomes.keySet()).isEqualTo(hadJournal ? java.util.Set.of(left.group()) : java.util.Set.of());
            assertThat(bindings(host, left)).isEqualTo(left.bindings("recovered"));
            assertThat(hasJournal(state, left.group()))
                    .isEqualTo(left.host().get("journalRemains").asBoolean());

            host.groups.operations().reattach(left.group(), "", true, StepListener.none());
            assertThat(bindings(host, left)).isEqualTo(left.bindings("atFirst"));
            assertThat(host.groups.lent().none()).isTrue();
        }
    }

    @Test
    void aJournalOfANewerSchemaIsAnErrorAndNothingIsDoneToTheGroup() throws Exception {
        Left left = Left.behind(GoldenFiles.path(DETACHED));
        GoldenFiles.copy(left.state(), state);
        Path file = state.resolve("groups").resolve(left.group() + ".json");
        String newer = Files.readString(file).replace("\"schema\":1,", "\"schema\":3,\"purpose\":\"unknown\",");
        assertThat(newer).contains("\"schema\":3");
        Files.writeString(file, newer);
        try (TestHost host = TestHost.with(state, KernelFlavour.REFUSES, left.topology())) {
            bring(host, left.bindings("members"));

            assertThat(host.groups.recovery().run(StepListener.none()))
                    .hasEntrySatisfying(
                            left.group(), outcome -> assertThat(outcome).isInstanceOf(MoveOutcome.Refused.class));
            assertThat(host.groups.operations().reattach(left.group(), "", true, StepListener.none()))
                    .isInstanceOf(MoveOutcome.Refused.class);
            assertThat(host.groups
                            .operations()
                            .detach(new DetachRequest(left.group(), "", "operation-2"), StepListener.none()))
                    .isInstanceOf(MoveOutcome.Refused.class);

            assertThat(bindings(host, left)).isEqualTo(left.bindings("members"));
        }
        assertThat(Files.readString(file)).isEqualTo(newer);
        assertThatThrownBy(() -> new JournalStore(state, new DiskFiles()).read(left.group()))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aJournalOfAnEarlierBootIsSetAsideWhole() throws Exception {
        Left left = Left.behind(GoldenFiles.path(DETACHED));
        GoldenFiles.copy(left.state(), state);
        String journal = Files.readString(state.resolve("groups").resolve(left.group() + ".json"));
        try (TestHost host =
                TestHost.with(state, KernelFlavour.REFUSES, left.topology()).rebooted()) {
            host.groups.recovery().run(StepListener.none());
            assertThat(bindings(host, left)).isEqualTo(left.bindings("atFirst"));
            assertThat(host.groups.lent().none()).isTrue();
        }
        assertThat(state.resolve("groups").resolve(left.group() + ".json.boot-boot-1"))
                .hasContent(journal);
    }

    private static boolean hasJournal(Path state, GroupFingerprint group) {
        return Files.exists(state.resolve("groups").resolve(group + ".json"));
    }

    private static Map<PciAddress, Binding> bindings(TestHost host, Left left) throws HostFileException {
        Map<PciAddress, Binding> bindings = new LinkedHashMap<>();
        for (PciAddress member : left.bindings("atFirst").keySet()) {
            bindings.put(member, host.binding(member));
        }
        return bindings;
    }

    /** Pins and binds the members so; never is one without driver and without override. */
    private static void bring(TestHost host, Map<PciAddress, Binding> wanted) throws HostFileException {
        for (Map.Entry<PciAddress, Binding> member : wanted.entrySet()) {
            PciAddress address = member.getKey();
            String driver = member.getValue().driver();
            String override = member.getValue().override();
            if (!host.binding(address).isBoundTo(driver)) {
                rebind(host, address, driver, override);
            }
            override(host, address, override);
            assertThat(host.binding(address)).as(address.toString()).isEqualTo(member.getValue());
        }
    }

    private static void rebind(TestHost host, PciAddress address, @Nullable String driver, @Nullable String override)
            throws HostFileException {
        String now = host.binding(address).driver();
        override(host, address, Objects.requireNonNullElse(driver, String.valueOf(override)));
        if (now != null) {
            host.write("/sys/bus/pci/drivers/" + now + "/unbind", address.toString());
        }
        if (driver != null) {
            host.sim.files().load(driver);
            host.write("/sys/bus/pci/drivers_probe", address.toString());
        }
    }

    private static void override(TestHost host, PciAddress address, @Nullable String override)
            throws HostFileException {
        host.write("/sys/bus/pci/devices/" + address + "/driver_override", override == null ? "\n" : override + "\n");
    }
}
