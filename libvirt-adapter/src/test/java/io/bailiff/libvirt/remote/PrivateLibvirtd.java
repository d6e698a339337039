// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/**
 * A real libvirtd of the tests' own: a session daemon without privileges, every directory and its socket below a temporary
 * one. Nothing of the machine's libvirt is touched. It can be killed and started again; its guests live on, as they do.
 */
final class PrivateLibvirtd implements AutoCloseable {

    private static final String NOBODY = "nobody";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final List<UUID> started = new ArrayList<>();
    private Process process;

    private PrivateLibvirtd(Path directory) throws IOException {
        this.directory = directory;
        this.process = launch();
    }

    static PrivateLibvirtd start() throws IOException {
        DebianPackages.require(DebianPackages.LIBVIRTD);
        DebianPackages.require(DebianPackages.QEMU);
        // Short: the path of a guest's monitor socket below it must not have more than 107 characters.
        Path directory = Files.createTempDirectory("d");
        for (String name : List.of("socket", "run", "cache", "data", "home")) {
            Files.createDirectory(directory.resolve(name));
        }
        QemuConfiguration.forASession(directory.resolve("c/libvirt"));
        Files.writeString(directory.resolve("libvirtd.conf"), """
                unix_sock_dir = "%s"
                auth_unix_rw = "none"
                auth_unix_ro = "none"
                """.formatted(directory.resolve("socket")));
        giveToNobody(directory);
        return new PrivateLibvirtd(directory);
    }

    String uri() {
        return "qemu+unix:///session?socket=" + socket();
    }

    Path socket() {
        return directory.resolve("socket/libvirt-sock");
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void startAgain() throws IOException {
        process = launch();
    }

    /** It keeps its sockets and answers nothing any more: what a host that hangs looks like. */
    void freeze() throws Exception {
        signal("-STOP");
    }

    void thaw() throws Exception {
        signal("-CONT");
    }

    Connect connect() throws LibvirtException {
        LibvirtLibrary.ready();
        return new Connect(uri());
    }

    void startGuest(UUID uuid, String name) throws LibvirtException {
        Connect connect = connect();
        try {
            Domain domain = connect.domainDefineXML(GuestXml.firmwareOnly(uuid, name));
            started.add(uuid);
            domain.create();
            domain.free();
        } finally {
            connect.close();
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        for (UUID guest : started) {
            QemuProcess.find(guest).ifPresent(ProcessHandle::destroyForcibly);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>();
        if (ThisUser.isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=nogroup", "--clear-groups", "--"));
        }
        command.addAll(List.of(
                DebianPackages.LIBVIRTD.toString(),
                "--config",
                directory.resolve("libvirtd.conf").toString(),
                "--pid-file",
                directory.resolve("run/libvirtd.pid").toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(
                directory.resolve("libvirtd.log").toFile()));
        builder.environment()
                .putAll(Map.of(
                        "HOME", directory.resolve("home").toString(),
                        "XDG_RUNTIME_DIR", directory.resolve("run").toString(),
                        "XDG_CONFIG_HOME", directory.resolve("c").toString(),
                        "XDG_CACHE_HOME", directory.resolve("cache").toString(),
                        "XDG_DATA_HOME", directory.resolve("data").toString()));
        return awaitAnswering(builder.start());
    }

    private Process awaitAnswering(Process launched) {
        await("libvirtd to answer; its log is " + directory.resolve("libvirtd.log"))
                .atMost(PATIENCE)
                .ignoreExceptions()
                .failFast("libvirtd has ended; see " + directory.resolve("libvirtd.log"), () -> !launched.isAlive())
                .until(() -> connect().close() == 0);
        return launched;
    }

    private void signal(String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
        if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IllegalStateException("cannot send " + signal + " to libvirtd, process " + process.pid());
        }
    }

    private static void giveToNobody(Path directory) throws IOException {
        if (!ThisUser.isRoot()) {
            return;
        }
        UserPrincipal nobody =
                directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                Files.setOwner(file, nobody);
            }
        }
    }
}
