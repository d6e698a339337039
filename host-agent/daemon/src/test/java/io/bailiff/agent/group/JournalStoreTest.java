// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal.Phase;
import io.bailiff.agent.state.DiskFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalStoreTest {

    private static final GroupFingerprint GROUP = new GroupFingerprint("0123456789abcdef0123456789abcdef");
    private static final Journal JOURNAL = new Journal(
            Journal.SCHEMA,
            GROUP,
            "boot-1",
            Phase.DETACHING,
            "assignment 5f2c",
            "operation-1",
            List.of("INTERFACE_ADDRESS"),
            List.of(
                    new Journal.Member(PciAddress.parse("0000:02:01.0"), "e1000", null, "vfio-pci"),
                    new Journal.Member(PciAddress.parse("0000:02:01.1"), null, "none", "mlx5_vfio_pci")));

    @TempDir
    private Path state = Path.of("");

    private JournalStore store = new JournalStore(state, new DiskFiles());
    private Path file = state;

    @BeforeEach
    void open() {
        store = new JournalStore(state, new DiskFiles());
        file = state.resolve("groups/" + GROUP + ".json");
    }

    @Test
    void whatIsWrittenIsReadAgainAndOnlyByItsOwner() throws Exception {
        store.write(JOURNAL);

        assertThat(store.read(GROUP)).contains(JOURNAL);
        assertThat(store.groups()).containsExactly(GROUP);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aGroupWithoutJournalHasNone() throws Exception {
        assertThat(store.read(GROUP)).isEmpty();
        assertThat(store.groups()).isEmpty();
    }

    @Test
    void whatACrashLeftUnfinishedIsNoJournal() throws Exception {
        store.write(JOURNAL);
        Files.writeString(file.resolveSibling(file.getFileName() + ".tmp"), "{\"schema\":1,\"finger");
        Files.writeString(file.resolveSibling("ffffffffffffffffffffffffffffffff.json.tmp"), "");

        assertThat(store.groups()).containsExactly(GROUP);
        assertThat(store.read(GROUP)).contains(JOURNAL);
        store.write(JOURNAL.in(Phase.DETACHED));
        assertThat(store.read(GROUP)).contains(JOURNAL.in(Phase.DETACHED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "garbage",
                "{}",
                "[1,2]",
                "{\"schema\":2}",
                "{\"schema\":1,\"fingerprint\":\"0123456789abcdef0123456789abcdef\",\"bootId\":\"b\",\"phase\":\"DETACHED\","
                        + "\"owner\":\"o\",\"operationId\":\"i\",\"members\":[]}",
                "{\"schema\":1,\"fingerprint\":\"0123456789abcdef0123456789abcdef\",\"bootId\":\"b\",\"phase\":\"DETACHED\","
                        + "\"owner\":\"o\",\"operationId\":\"i\",\"members\":[{\"address\":\"0000:02:01.0\","
                        + "\"driver\":\"../../evil\",\"targetDriver\":\"vfio-pci\"}]}"
            })
    void nonsenseIsAnErrorAndNotAnAbsence(String nonsense) throws Exception {
        store.write(JOURNAL);
        Files.writeString(file, nonsense);

        assertThatThrownBy(() -> store.read(GROUP))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(file.toString());
        assertThat(store.groups()).containsExactly(GROUP);
    }

    @Test
    void aJournalUnderAnotherGroupsNameIsAnError() throws Exception {
        GroupFingerprint other = new GroupFingerprint("ffffffffffffffffffffffffffffffff");
        store.write(JOURNAL);
        Files.copy(file, file.resolveSibling(other + ".json"));

        assertThatThrownBy(() -> store.read(other))
                .isInstanceOfSatisfying(
                        JournalException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(JournalException.Reason.UNREADABLE))
                .hasMessage("The journal " + file.resolveSibling(other + ".json")
                        + " cannot be read: the journal is about group " + GROUP);
    }
}
