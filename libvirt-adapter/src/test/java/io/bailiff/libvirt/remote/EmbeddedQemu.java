// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.Hypervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/**
 * libvirt's real QEMU driver inside this process, on a directory of its own. libvirt allows one such directory per process;
 * guests are made by libvirt-java here, so that the tests do not test the adapter by itself.
 */
final class EmbeddedQemu {

    private static final EmbeddedQemu OF_THIS_PROCESS = start();

    private static final int UNDEFINE_NVRAM = 4;
    private static final int ONLY_PERSISTENT = 4;

    /** With a letter that is more than one byte. */
    static final String RUNNING = "gäst";

    private final Connect connect;
    private final Hypervisor host;
    private final Path root;
    private @Nullable UUID running;

    private EmbeddedQemu(Connect connect, Hypervisor host, Path root) {
        this.connect = connect;
        this.host = host;
        this.root = root;
    }

    static EmbeddedQemu ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    /** The adapter's connection: one for all tests, since libvirt 9.0 takes only a handful of such opens in a process. */
    Hypervisor host() {
        return host;
    }

    Guests guests() {
        return new Guests(connect);
    }

    /** A guest named {@link #RUNNING} that runs, for all tests that only look at it. It ends with this process. */
    synchronized UUID running() throws LibvirtException {
        if (running == null) {
            UUID uuid = UUID.randomUUID();
            guests().start(uuid, RUNNING);
            running = uuid;
        }
        return running;
    }

    /** The file in which libvirt keeps the definition of a guest, or one beside it. */
    Path definition(String fileName) {
        return root.resolve("etc/qemu").resolve(fileName);
    }

    /** A file for a test, deleted with the directory of this libvirt. */
    Path file(String name) {
        return root.resolve(name);
    }

    private static EmbeddedQemu start() {
        DebianPackages.require(DebianPackages.QEMU);
        LibvirtLibrary.ready();
        try {
            Path root = Files.createTempDirectory("embed");
            QemuConfiguration.forThisUser(root.resolve("etc"));
            String uri = "qemu:///embed?root=" + root;
            Connect connect = new Connect(uri);
            EmbeddedQemu started = new EmbeddedQemu(connect, TestHosts.connected(uri), root);
            Runtime.getRuntime().addShutdownHook(new Thread(started::end));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LibvirtException e) {
            throw new IllegalStateException("qemu:///embed does not start", e);
        }
    }

    private synchronized void end() {
        if (running != null) {
            QemuProcess.find(running).ifPresent(ProcessHandle::destroyForcibly);
        }
        delete(root);
    }

    private static void delete(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The guests of one test; all of them end with it. */
    static final class Guests implements AutoCloseable {

        private final Connect connect;
        private final List<Domain> made = new ArrayList<>();

        Guests(Connect connect) {
            this.connect = connect;
        }

        Domain define(UUID uuid, String name, String... devices) throws LibvirtException {
            Domain domain = connect.domainDefineXML(GuestXml.firmwareOnly(uuid, name, devices));
            made.add(domain);
            return domain;
        }

        Domain start(UUID uuid, String name, String... devices) throws LibvirtException {
            Domain domain = define(uuid, name, devices);
            domain.create();
            return domain;
        }

        Domain startTransient(UUID uuid, String name, String... devices) throws LibvirtException {
            Domain domain = connect.domainCreateXML(GuestXml.firmwareOnly(uuid, name, devices), 0);
            made.add(domain);
            return domain;
        }

        /** Undefined first, which makes a running one transient; then its QEMU ends, and libvirt notices by itself. */
        @Override
        public void close() throws LibvirtException {
            for (Domain domain : made) {
                UUID uuid = UUID.fromString(domain.getUUIDString());
                if (isDefined(uuid)) {
                    domain.undefine(UNDEFINE_NVRAM);
                }
                QemuProcess.find(uuid).ifPresent(ProcessHandle::destroyForcibly);
                domain.free();
            }
        }

        private boolean isDefined(UUID uuid) throws LibvirtException {
            Domain[] all = connect.listAllDomains(ONLY_PERSISTENT);
            try {
                boolean found = false;
                for (Domain domain : all) {
                    found |= domain.getUUIDString().equals(uuid.toString());
                }
                return found;
            } finally {
                for (Domain domain : all) {
                    domain.free();
                }
            }
        }
    }
}
