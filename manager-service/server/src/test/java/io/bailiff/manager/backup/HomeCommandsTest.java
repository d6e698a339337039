// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.manager.home.HomeLock;
import io.bailiff.manager.home.RestoreMark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a home without a running manager; {@code BackupTest} has a manager. */
class HomeCommandsTest {

    @TempDir
    private Path folder;

    private Path home;
    private Path backup;
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @SuppressWarnings("NullAway.Init")
    HomeCommandsTest() {}

    @BeforeEach
    void makeHome() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
        backup = folder.resolve("b1.zip");
        Flyway.configure()
                .dataSource(url(), "sa", "")
                .locations("classpath:db/migrations")
                .load()
                .migrate();
        Files.writeString(home.resolve("manager-id"), "one");
        Files.createDirectory(home.resolve("ca"));
        Files.writeString(home.resolve("ca/root-1.pem"), "the first root");
    }

    private String url() {
        return "jdbc:h2:file:" + home.resolve("bailiff");
    }

    private int run(String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.add("--bailiff.home=" + home);
        PrintStream to = new PrintStream(errors, true, StandardCharsets.UTF_8);
        return HomeCommands.run(arguments, "1", to, to);
    }

    @Test
    void aRestoreBringsBackEveryFileOfTheBackupAndKeepsTheFormerFilesAside() throws Exception {
        assertThat(run("backup", backup.toString()))
                .as(errors.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rw-------");
        Files.writeString(home.resolve("manager-id"), "another");
        Files.writeString(home.resolve("ca/root-1.pem"), "another root");
        sql(
                "insert into join_token (id, secret_hash, state, epoch, rejoin, uses, used, created_at, created_by, expires_at)"
                        + " values (random_uuid(), 'h', 'OPEN', 0, false, 1, 0, now(), 'olga', now())");

        assertThat(run("restore", backup.toString())).isEqualTo(3);
        assertThat(Files.readString(home.resolve("manager-id"))).isEqualTo("another");
        assertThat(run("restore", backup.toString(), "--replace"))
                .as(errors.toString(StandardCharsets.UTF_8))
                .isZero();

        assertThat(Files.readString(home.resolve("manager-id"))).isEqualTo("one");
        assertThat(Files.readString(home.resolve("ca/root-1.pem"))).isEqualTo("the first root");
        assertThat(tokens()).isZero();
        assertThat(aside("ca/root-1.pem")).isEqualTo("another root");
        assertThat(RestoreMark.read(home)).isPresent();
        assertThat(home.resolve("restoring")).doesNotExist();
        for (String file : List.of("bailiff.mv.db", "manager-id", "ca/root-1.pem", "restored")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aBackupOverwritesNoFile() throws IOException {
        Files.writeString(backup, "something");
        assertThat(run("backup", backup.toString())).isEqualTo(3);
        assertThat(Files.readString(backup)).isEqualTo("something");
    }

    @Test
    void aBackupThatTheManagerSendsOnlyInPartIsNotKept() throws Exception {
        assertThat(run("backup", backup.toString())).isZero();
        byte[] whole = Files.readAllBytes(backup);
        Path second = folder.resolve("b2.zip");
        HomeLock manager = HomeLock.of(home).orElseThrow();
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(home.resolve(BackupSocket.SOCKET)));
            CompletableFuture<Void> sent =
                    CompletableFuture.runAsync(() -> send(socket, Arrays.copyOf(whole, whole.length / 2)));
            assertThat(run("backup", second.toString())).isEqualTo(4);
            sent.get();
        } finally {
            manager.close();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(home, backup);
        }
    }

    private static void send(ServerSocketChannel socket, byte[] part) {
        try (SocketChannel client = socket.accept()) {
            ByteBuffer bytes = ByteBuffer.wrap(part);
            while (bytes.hasRemaining()) {
                client.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aDamagedBackupIsNotRestoredAndChangesNothing() throws IOException {
        assertThat(run("backup", backup.toString())).isZero();
        byte[] whole = Files.readAllBytes(backup);
        for (int length : List.of(0, whole.length / 2, whole.length - 30)) {
            Files.write(backup, Arrays.copyOf(whole, length));
            assertThat(run("restore", backup.toString(), "--replace"))
                    .as(length + " bytes")
                    .isEqualTo(4);
        }
        byte[] changed = whole.clone();
        changed[whole.length / 3] ^= 1;
        Files.write(backup, changed);
        assertThat(run("restore", backup.toString(), "--replace")).isEqualTo(4);
        Files.write(backup, whole);
        // A whole zip file with another file than the manager has written.
        try (FileSystem zip = FileSystems.newFileSystem(backup)) {
            Files.writeString(zip.getPath("/manager-id"), "two");
        }
        assertThat(run("restore", backup.toString(), "--replace")).isEqualTo(4);
        assertThat(Files.readString(home.resolve("manager-id"))).isEqualTo("one");
        assertThat(names()).doesNotContain("restoring", "restore-check", "restored");
    }

    @Test
    void aBackupOfANewerVersionIsNotRestored() throws SQLException {
        sql("update \"flyway_schema_history\" set \"version\" = '9999' where \"installed_rank\" = 1");
        assertThat(run("backup", backup.toString())).isZero();
        assertThat(run("restore", backup.toString(), "--replace")).isEqualTo(3);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("newer version");
    }

    @Test
    void nothingIsRestoredWhileAManagerRuns() throws IOException {
        assertThat(run("backup", backup.toString())).isZero();
        HomeLock manager = HomeLock.of(home).orElseThrow();
        assertThat(run("restore", backup.toString(), "--replace")).isEqualTo(3);
        manager.close();
    }

    @Test
    void anotherDatabaseIsBackedUpByItsOwnTools() {
        assertThat(run("backup", backup.toString(), "--spring.datasource.url=jdbc:postgresql://db/bailiff"))
                .isEqualTo(3);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("pg_dump");
    }

    @Test
    void aCommandWithoutAFileIsInvalid() {
        assertThat(run("backup")).isEqualTo(2);
        assertThat(run("restore", "a", "b")).isEqualTo(2);
        assertThat(run("backup", "a", "--replace")).isEqualTo(2);
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(), "sa", "");
                Statement change = connection.createStatement()) {
            change.executeUpdate(statement);
        }
    }

    private int tokens() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(), "sa", "");
                Statement query = connection.createStatement();
                ResultSet count = query.executeQuery("select count(*) from join_token")) {
            count.next();
            return count.getInt(1);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private String aside(String file) throws IOException {
        String name = names().stream()
                .filter(known -> known.startsWith("before-restore-"))
                .findFirst()
                .orElseThrow();
        return Files.readString(home.resolve(name).resolve(file));
    }
}
