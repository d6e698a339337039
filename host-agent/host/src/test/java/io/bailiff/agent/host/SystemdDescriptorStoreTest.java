// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd itself does is seen in the lab (scenario {@code under-systemd}); here it is a socket and a folder. */
@Tag("jdk")
class SystemdDescriptorStoreTest {

    /** MSG_DONTWAIT of recvfrom(2): a message that was not sent is a failure, and no wait. */
    private static final int MSG_DONTWAIT = 0x40;

    @TempDir
    Path directory;

    private Path processOne;
    private String service;
    private int socket;
    private int descriptor;

    @BeforeEach
    void systemd() throws IOException {
        processOne = Files.createDirectories(directory.resolve("1"));
        Files.createDirectory(processOne.resolve("fd"));
        Files.writeString(processOne.resolve("comm"), "systemd\n");
        service = directory.resolve("notify").toString();
        socket = LibcEvents.socket(LibcEvents.AF_UNIX, LibcEvents.SOCK_DGRAM | Libc.CLOSE_ON_EXEC, 0);
        byte[] path = service.getBytes(StandardCharsets.UTF_8);
        byte[] address = new byte[2 + path.length + 1];
        address[0] = LibcEvents.AF_UNIX;
        System.arraycopy(path, 0, address, 2, path.length);
        LibcEvents.bind(socket, address, address.length);
        descriptor = Libc.open("/dev/null", Libc.READ_ONLY | Libc.CLOSE_ON_EXEC);
    }

    @AfterEach
    void close() {
        Libc.close(descriptor);
        Libc.close(socket);
    }

    @Test
    void aNewDescriptorIsStored() {
        SystemdDescriptorStore store = store(Map.of());
        assertThat(store.takeBack()).isEmpty();
        store.keep(descriptor);
        assertThat(message()).isEqualTo("FDSTORE=1\nFDNAME=bailiff-guard");
    }

    @Test
    void whatSystemdHasPassedIsNotStoredTwice() throws IOException {
        SystemdDescriptorStore store = store(Map.of(
                "LISTEN_PID",
                Long.toString(ProcessHandle.current().pid()),
                "LISTEN_FDNAMES",
                "another:".repeat(descriptor - 3) + "bailiff-guard"));
        assertThat(store.takeBack()).contains(descriptor);
        store.keep(descriptor);
        assertThat(LibcEvents.readable(socket, 0)).isFalse();
        keepInProcessOne();
        assertThat(store.text()).isEqualTo("systemd");
    }

    @Test
    void whatIsPassedToAnotherProcessIsNotTaken() {
        assertThat(store(Map.of("LISTEN_PID", "1", "LISTEN_FDNAMES", "bailiff-guard"))
                        .takeBack())
                .isEmpty();
    }

    @Test
    void systemdIsASurvivorOnlyIfItHasTheDescriptor() throws IOException {
        SystemdDescriptorStore store = store(Map.of());
        assertThat(store.text()).startsWith("nothing");
        store.keep(descriptor);
        assertThat(store.text()).startsWith("nothing").contains("FileDescriptorStoreMax=3");
        keepInProcessOne();
        assertThat(store.text()).isEqualTo("systemd");
        store.end();
        assertThat(store.text()).isEqualTo("systemd, until the service is stopped");
    }

    @Test
    void aDroppedDescriptorCanBeStoredAgain() {
        SystemdDescriptorStore store = store(Map.of());
        store.keep(descriptor);
        assertThat(message()).startsWith("FDSTORE=1");
        store.drop();
        assertThat(message()).isEqualTo("FDSTOREREMOVE=1\nFDNAME=bailiff-guard");
        assertThat(store.text()).startsWith("nothing");
        store.keep(descriptor);
        assertThat(message()).startsWith("FDSTORE=1");
    }

    @Test
    void theGroupForReadableFilesIsNotTheGroupForOthers() throws IOException {
        keepInProcessOne();
        assertThat(new SystemdDescriptorStore(service, Map.of(), processOne, KeptDescriptor.OPENS_OF_READABLE_FILES)
                        .problem())
                .isPresent();
        assertThat(KeptDescriptor.OPENS.isReadable(processOne.resolve("fd").resolve("9")))
                .isTrue();
        assertThat(KeptDescriptor.OPENS_OF_READABLE_FILES.isReadable(
                        processOne.resolve("fd").resolve("9")))
                .isFalse();
    }

    @Test
    void aProcessOneThatIsTheAgentIsNoSurvivor() throws IOException {
        Files.writeString(processOne.resolve("comm"), "java\n");
        keepInProcessOne();
        SystemdDescriptorStore store = store(Map.of());
        store.keep(descriptor);
        assertThat(store.text()).startsWith("nothing");
    }

    private SystemdDescriptorStore store(Map<String, String> environment) {
        return new SystemdDescriptorStore(service, environment, processOne, KeptDescriptor.OPENS);
    }

    private void keepInProcessOne() throws IOException {
        Files.createSymbolicLink(processOne.resolve("fd").resolve("9"), Path.of("anon_inode:[fanotify]"));
        Files.createDirectory(processOne.resolve("fdinfo"));
        Files.writeString(processOne.resolve("fdinfo").resolve("9"), "pos:\t0\nfanotify flags:137 event-flags:80001\n");
    }

    private String message() {
        byte[] buffer = new byte[256];
        int length =
                (int) LibcEvents.recvfrom(socket, buffer, buffer.length, MSG_DONTWAIT, new byte[128], new int[] {128});
        return new String(buffer, 0, length, StandardCharsets.UTF_8);
    }
}
