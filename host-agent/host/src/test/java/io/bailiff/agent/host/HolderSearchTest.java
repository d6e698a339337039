// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only a process that an agent with the same state directory has started is taken for the holder of its guard. */
class HolderSearchTest {

    private static final long HOLDER = 4711;
    private static final String ROOT = "0\t0\t0\t0";
    private static final String PERMISSION_EVENTS = "37";
    private static final String NOTIFICATIONS = "33";

    @TempDir
    Path directory;

    private Path proc;
    private Path state;
    private HolderSearch search;

    @BeforeEach
    void host() throws IOException {
        proc = Files.createDirectory(directory.resolve("proc"));
        state = Files.createDirectory(directory.resolve("state"));
        search = new HolderSearch(proc, state, KeptDescriptor.OPENS);
        Path self = Files.createDirectory(proc.resolve("self"));
        Files.writeString(self.resolve("status"), "Name:\tjava\nUid:\t" + ROOT + "\n");
    }

    @Test
    void theProcessOfAnEarlierAgentIsTheHolder() throws IOException {
        process(search.environment(), ROOT, PERMISSION_EVENTS);

        assertThat(new HolderSearch(proc, state, KeptDescriptor.OPENS).find()).contains(HOLDER);
    }

    @Test
    void aProcessWithoutTheSecretIsNot() throws IOException {
        List<String> environment = search.environment();
        process(List.of(environment.get(0), "BAILIFF_GUARD_SECRET=" + "0".repeat(64)), ROOT, PERMISSION_EVENTS);

        assertThat(search.find()).isEmpty();
    }

    @Test
    void norAnyProcessWhileThereIsNoSecret() throws IOException {
        process(List.of(search.environment().get(0), "BAILIFF_GUARD_SECRET="), ROOT, PERMISSION_EVENTS);
        Files.delete(secret());

        assertThat(search.find()).isEmpty();
    }

    @Test
    void norAProcessWithASecretThatOthersCanRead() throws IOException {
        process(search.environment(), ROOT, PERMISSION_EVENTS);
        Files.setPosixFilePermissions(secret(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(search.find()).isEmpty();
    }

    @Test
    void norAProcessThatAnotherUserCanControl() throws IOException {
        process(search.environment(), "1000\t0\t0\t0", PERMISSION_EVENTS);

        assertThat(search.find()).isEmpty();
    }

    @Test
    void norAProcessWithAGroupThatAnybodyCanCreate() throws IOException {
        process(search.environment(), ROOT, NOTIFICATIONS);

        assertThat(search.find()).isEmpty();
    }

    @Test
    void norTheHolderOfAnotherStateDirectory() throws IOException {
        HolderSearch other =
                new HolderSearch(proc, Files.createDirectory(directory.resolve("other")), KeptDescriptor.OPENS);
        process(other.environment(), ROOT, PERMISSION_EVENTS);
        search.environment();

        assertThat(search.find()).isEmpty();
        assertThat(other.find()).contains(HOLDER);
    }

    @Test
    void aSecretIsMadeOnceAndOnlyItsOwnerCanReadIt() throws IOException {
        assertThat(search.environment()).isEqualTo(new HolderSearch(proc, state, KeptDescriptor.OPENS).environment());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret())))
                .isEqualTo("rw-------");
    }

    @Test
    void aDamagedSecretIsReplaced() throws IOException {
        List<String> environment = search.environment();
        Files.writeString(secret(), "");

        assertThat(search.environment()).isNotEqualTo(environment);
    }

    private Path secret() {
        return state.resolve("guard-secret");
    }

    private void process(List<String> environment, String userIds, String fanotifyFlags) throws IOException {
        Path process = Files.createDirectory(proc.resolve(Long.toString(HOLDER)));
        Files.createDirectory(process.resolve("fd"));
        Files.createSymbolicLink(process.resolve("fd").resolve("3"), Path.of("anon_inode:[fanotify]"));
        Files.createDirectory(process.resolve("fdinfo"));
        Files.writeString(
                process.resolve("fdinfo").resolve("3"),
                "pos:\t0\nflags:\t02004002\nfanotify flags:" + fanotifyFlags + " event-flags:80001\n");
        Files.writeString(process.resolve("environ"), String.join("\0", environment) + "\0");
        Files.writeString(process.resolve("status"), "Name:\tsleep\nUid:\t" + userIds + "\nGid:\t0\t0\t0\t0\n");
    }
}
