// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.group.HostConfiguration.Master;
import io.bailiff.agent.group.HostConfiguration.NetworkInterface;
import io.bailiff.agent.group.HostConfiguration.VirtualFunctions;
import io.bailiff.agent.group.HostConfiguration.Vlan;
import io.bailiff.agent.group.Journal.Phase;
import io.bailiff.agent.state.DiskFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class JournalSchemasTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final GroupFingerprint GROUP = new GroupFingerprint("0123456789abcdef0123456789abcdef");

    /** As the first agent wrote it; this text must be readable for ever. */
    private static final String SCHEMA_1 = """
            {"schema":1,"fingerprint":"0123456789abcdef0123456789abcdef","bootId":"boot-1","phase":"DETACHED",
             "owner":"assignment 5f2c","operationId":"operation-1",
             "members":[{"address":"0000:02:01.0","driver":"e1000","override":null,"targetDriver":"vfio-pci"}]}
            """;

    /** As the agents with schema 2 write it; this text must be readable for ever. */
    private static final String SCHEMA_2 = """
            {"schema":2,"fingerprint":"0123456789abcdef0123456789abcdef","bootId":"boot-1","phase":"DETACHED",
             "owner":"assignment 5f2c","operationId":"operation-1","allowed":["INTERFACE_PORT"],
             "members":[{"address":"0000:02:01.0","driver":"igb","override":null,"targetDriver":"vfio-pci",
               "configuration":{"virtualFunctions":{"count":8,"autoprobe":true},
                 "interfaces":[{"name":"eth0.5","vlan":{"lower":"eth0","id":5,"protocol":34984},"up":true,"mtu":9000,
                   "master":{"name":"br0","kind":"BRIDGE","filtersVlans":true},"addressed":true,"others":["macvtap0"]}]}},
              {"address":"0000:02:01.1","driver":"igb","override":null,"targetDriver":"vfio-pci","configuration":null}]}
            """;

    @TempDir
    private Path state = Path.of("");

    @Test
    void aJournalOfTheFirstSchemaIsRead() throws Exception {
        write(SCHEMA_1);

        Journal journal = new JournalStore(state, new DiskFiles()).read(GROUP).orElseThrow();

        assertThat(journal.phase()).isEqualTo(Phase.DETACHED);
        assertThat(journal.owner()).isEqualTo("assignment 5f2c");
        assertThat(journal.members()).extracting(Journal.Member::driver).containsExactly("e1000");
        assertThat(journal.members()).extracting(Journal.Member::configuration).containsOnlyNulls();
        assertThat(journal.allowed()).isEmpty();
        assertThat(journal.schema()).isEqualTo(Journal.SCHEMA);
    }

    @Test
    void aJournalOfTheSecondSchemaIsRead() throws Exception {
        write(SCHEMA_2);

        Journal journal = new JournalStore(state, new DiskFiles()).read(GROUP).orElseThrow();

        assertThat(journal.allowed()).containsExactly("INTERFACE_PORT");
        assertThat(journal.members())
                .extracting(Journal.Member::configuration)
                .containsExactly(
                        new HostConfiguration(
                                new VirtualFunctions(8, true),
                                List.of(new NetworkInterface(
                                        "eth0.5",
                                        new Vlan("eth0", 5, 0x88a8),
                                        true,
                                        9000,
                                        new Master("br0", Master.Kind.BRIDGE, true),
                                        true,
                                        List.of("macvtap0")))),
                        null);
    }

    @Test
    void anOlderJournalGoesThroughEveryUpgradeAfterItsSchema() throws Exception {
        JournalSchemas schemas =
                new JournalSchemas(3, Map.of(1, JournalSchemasTest::forToHolder, 2, JournalSchemasTest::holderToOwner));

        assertThat(schemas.upgrade(JSON.readTree("{\"schema\":1,\"for\":\"a\"}")))
                .isEqualTo(JSON.readTree("{\"schema\":3,\"owner\":\"a\"}"));
        assertThat(schemas.upgrade(JSON.readTree("{\"schema\":2,\"holder\":\"a\"}")))
                .isEqualTo(JSON.readTree("{\"schema\":3,\"owner\":\"a\"}"));
        assertThat(schemas.upgrade(JSON.readTree("{\"schema\":3,\"owner\":\"a\"}")))
                .isEqualTo(JSON.readTree("{\"schema\":3,\"owner\":\"a\"}"));
    }

    @Test
    void aNewerJournalIsRefusedAndLeftAsItIs() throws Exception {
        String newer = SCHEMA_1.replace("\"schema\":1", "\"schema\":" + (Journal.SCHEMA + 1));
        Path file = write(newer);
        JournalStore store = new JournalStore(state, new DiskFiles());

        assertThatThrownBy(() -> store.read(GROUP)).isInstanceOfSatisfying(JournalException.class, failure -> {
            assertThat(failure.reason()).isEqualTo(JournalException.Reason.NEWER_SCHEMA);
            assertThat(failure)
                    .hasMessage("The journal " + file + " cannot be read: the journal has schema "
                            + (Journal.SCHEMA + 1) + ", and this agent reads schemas up to "
                            + Journal.SCHEMA);
            assertThat(failure.remedy())
                    .isEqualTo("Install the agent version that has written the journal, or a later" + " version.");
        });
        assertThat(store.groups()).containsExactly(GROUP);
        assertThat(file).hasContent(newer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"schema\":\"1\"}", "{\"schema\":0}", "{\"schema\":1.5}", "[1]", "null"})
    void aJournalWithoutSchemaIsDamaged(String journal) throws Exception {
        write(journal);

        assertThatThrownBy(() -> new JournalStore(state, new DiskFiles()).read(GROUP))
                .isInstanceOfSatisfying(
                        JournalException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(JournalException.Reason.UNREADABLE));
    }

    @Test
    void noOlderSchemaMayLackItsUpgrade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JournalSchemas(3, Map.of(2, JournalSchemasTest::holderToOwner)));
    }

    private static ObjectNode forToHolder(ObjectNode journal) {
        JsonNode owner = journal.remove("for");
        journal.set("holder", owner);
        return journal;
    }

    private static ObjectNode holderToOwner(ObjectNode journal) {
        JsonNode owner = journal.remove("holder");
        journal.set("owner", owner);
        return journal;
    }

    private Path write(String journal) throws Exception {
        Path file = state.resolve("groups").resolve(GROUP + ".json");
        Files.createDirectories(state.resolve("groups"));
        return Files.writeString(file, journal);
    }
}
