// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.FanotifyInterceptor;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.LinuxFiles;
import io.bailiff.agent.host.Modprobe;
import io.bailiff.agent.host.ModuleLoader;
import io.bailiff.agent.host.NetlinkUevents;
import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.host.OwnSysfs;
import io.bailiff.agent.host.UeventSource;
import io.bailiff.agent.host.WriteInterceptor;
import io.bailiff.agent.host.fuse.FuseWriteInterceptor;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.ContractHost;
import io.bailiff.agent.sim.KernelFlavour;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * This very machine for the contract: the lab's, with two functions of a NIC in a group that nobody needs.
 *
 * @param flavour what its kernel does
 * @param sysfs the way past the covers of the control files; null if no file is covered
 */
record LinuxContractHost(KernelFlavour flavour, @Nullable OwnSysfs sysfs) implements ContractHost {

    private static final Path STATE = Path.of("/run/bailiff-contract");

    @Override
    public HostFiles files() {
        return sysfs == null ? new LinuxFiles(Path.of("/")) : new LinuxFiles(Path.of("/"), sysfs);
    }

    @Override
    public ModuleLoader modules() {
        return new Modprobe(Path.of("/"));
    }

    @Override
    public PciAddress subject() {
        return PciAddress.parse("0000:02:01.0");
    }

    @Override
    public PciAddress sibling() {
        return PciAddress.parse("0000:02:01.1");
    }

    @Override
    public String hostDriver() {
        return "e1000";
    }

    @Override
    public Optional<Runnable> slowProbes(PciAddress function) {
        return Optional.empty();
    }

    @Override
    public Duration moment() {
        return Duration.ofSeconds(2);
    }

    @Override
    public void unload(String module) throws IOException, InterruptedException {
        int status =
                new ProcessBuilder("modprobe", "-r", module).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException("modprobe -r " + module + " ends with " + status);
        }
    }

    @Override
    public OpenInterceptor openInterceptor() throws HostFileException {
        return sysfs == null ? FanotifyInterceptor.open(Path.of("/"), STATE) : FanotifyInterceptor.open(sysfs, STATE);
    }

    /** Returns the interceptor of an agent that has just started. */
    static WriteInterceptor writeInterceptor(OwnSysfs sysfs) throws HostFileException {
        return FuseWriteInterceptor.open(Path.of("/run/bailiff-contract-covers"), STATE, sysfs::place);
    }

    @Override
    public UeventSource uevents() throws HostFileException {
        return NetlinkUevents.open();
    }

    @Override
    public Stranger startWriter(String path, String value) throws IOException {
        return LinuxStranger.writer(path, value);
    }

    @Override
    public Stranger startReader(String path) throws IOException {
        return LinuxStranger.reader(path);
    }

    @Override
    public Stranger startReaderInReadOnlySysfs(String path) throws IOException {
        return LinuxStranger.readerInReadOnlySysfs(path);
    }

    @Override
    public Use open() throws HostFileException {
        return opened();
    }

    @Override
    public Use openDeviceAlone() throws HostFileException {
        return opened().closeAllButDevice();
    }

    private VfioUse opened() throws HostFileException {
        String group =
                files().readLink(PciBus.DEVICES + subject() + "/iommu_group").orElseThrow();
        return VfioUse.open(
                group.substring(group.lastIndexOf('/') + 1), subject().toString());
    }
}
