// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.FanotifyInterceptor;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.host.UeventSource;
import io.bailiff.agent.host.WriteInterceptor;
import io.bailiff.agent.host.WriteInterceptor.Writing;
import io.bailiff.agent.host.fuse.OtherNamespace;
import io.bailiff.agent.host.fuse.ServedFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.ContractHost;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A simulated kernel whose shared control files are files of this machine, in a mount namespace of their own. The writers are processes, and
 * the covers over the files are mounts of the kernel of this machine. Needs root and {@code /dev/fuse}.
 */
final class CoveredSimHost implements ContractHost, AutoCloseable {

    private static final List<String> OF_DRIVER = List.of("/bind", "/unbind", "/new_id", "/remove_id");
    private static final int EIO = 5;
    private static final int EBUSY = 16;
    private static final int ENODEV = 19;
    private static final int EINVAL = 22;

    private final SimContractHost sim = new SimContractHost(SimHost.demo(KernelFlavour.REFUSES));
    private final Path directory;
    private final Path real;
    private final ServedFiles sysfs;
    private final OtherNamespace processOne;

    /** @param directory an empty directory; a mount on the directory lets the files appear in the namespace as soon as they are served */
    CoveredSimHost(Path directory) throws IOException {
        this.directory = directory;
        this.real = Files.createDirectories(directory.resolve("real"));
        Files.createDirectories(directory.resolve("state"));
        Files.createDirectories(real.resolve("sys"));
        run("mount --bind " + real + " " + real + " && mount --make-shared " + real);
        processOne = OtherNamespace.start("slave", "mount --rbind " + real + "/sys /sys");
        sysfs = new ServedFiles(Files.createDirectories(directory.resolve("served")), real, this::write);
        refresh();
    }

    private static void run(String command) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", command).inheritIO().start();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("the command failed: " + command);
        }
    }

    /** Lets the files follow the drivers of the simulated kernel. */
    private void refresh() throws IOException {
        Set<String> paths = new HashSet<>(Set.of("/sys/bus/pci/drivers_probe"));
        for (String driver : files().list(PciBus.DRIVERS)) {
            OF_DRIVER.forEach(file -> paths.add(PciBus.DRIVERS + driver + file));
        }
        sysfs.serveOnly(paths);
    }

    private int write(Writing writing) {
        try {
            files().write(writing.path(), writing.text());
            return 0;
        } catch (HostFileException failure) {
            return switch (failure.error()) {
                case NO_DEVICE -> ENODEV;
                case INVALID -> EINVAL;
                case BUSY -> EBUSY;
                case NO_ENTRY, DENIED, TIMED_OUT, OTHER -> EIO;
            };
        }
    }

    WriteInterceptor writeInterceptor() throws HostFileException {
        return processOne.interceptor(
                directory.resolve("covers"), directory.resolve("state"), path -> real.toString() + path);
    }

    @Override
    public HostFiles files() {
        return sim.files();
    }

    @Override
    public ModuleLoader modules() {
        return module -> {
            sim.modules().load(module);
            try {
                refresh();
            } catch (HostFileException failure) {
                throw failure;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        };
    }

    @Override
    public PciAddress subject() {
        return sim.subject();
    }

    @Override
    public PciAddress sibling() {
        return sim.sibling();
    }

    @Override
    public String hostDriver() {
        return sim.hostDriver();
    }

    @Override
    public KernelFlavour flavour() {
        return sim.flavour();
    }

    @Override
    public Optional<Runnable> slowProbes(PciAddress function) {
        return sim.slowProbes(function);
    }

    @Override
    public Duration moment() {
        return sim.moment();
    }

    @Override
    public Use open() throws Exception {
        return sim.open();
    }

    @Override
    public Use openDeviceAlone() throws Exception {
        return sim.openDeviceAlone();
    }

    @Override
    public void unload(String module) throws Exception {
        sim.unload(module);
        refresh();
    }

    @Override
    public OpenInterceptor openInterceptor() throws HostFileException {
        return FanotifyInterceptor.open(real, directory.resolve("state"));
    }

    @Override
    public UeventSource uevents() {
        return sim.uevents();
    }

    @Override
    public Stranger startWriter(String path, String value) throws IOException {
        return LinuxStranger.writerIn(processOne, path, value);
    }

    @Override
    public Stranger startReader(String path) {
        return sim.startReader(path);
    }

    @Override
    public Stranger startReaderInReadOnlySysfs(String path) {
        return sim.startReaderInReadOnlySysfs(path);
    }

    @Override
    public void close() throws IOException {
        sysfs.close();
        processOne.close();
        run("umount -l " + real);
    }
}
