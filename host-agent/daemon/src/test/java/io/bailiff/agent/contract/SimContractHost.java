// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import io.bailiff.agent.sim.ContractHost;
import io.bailiff.agent.sim.KernelException;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimInterceptor;
import io.bailiff.agent.sim.SimProcesses;
import io.bailiff.agent.sim.SimStranger;
import io.bailiff.agent.sim.SimUevents;
import java.time.Duration;
import java.util.Optional;

/** A simulated host for the contract. */
record SimContractHost(SimHost sim) implements ContractHost {

    @Override
    public HostFiles files() {
        return sim.filesAs(SimProcesses.SELF);
    }

    @Override
    public ModuleLoader modules() {
        return sim.files();
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
    public KernelFlavour flavour() {
        return sim.kernel().flavour();
    }

    @Override
    public Optional<Runnable> slowProbes(PciAddress function) {
        sim.kernel().faults().holdProbes(function);
        return Optional.of(() -> sim.kernel().faults().endProbes(function));
    }

    @Override
    public Duration moment() {
        return Duration.ofMillis(100);
    }

    @Override
    public void unload(String module) throws Exception {
        if (sim.files().list("/sys/module").contains(module.replace('-', '_'))) {
            assertThat(SimStranger.run(sim, "rmmod " + module).failure()).isEmpty();
        }
    }

    @Override
    public SimInterceptor openInterceptor() {
        return sim.interceptor(true);
    }

    @Override
    public SimUevents uevents() {
        return sim.uevents();
    }

    @Override
    public Stranger startWriter(String path, String value) {
        return SimStranger.run(sim, "echo " + value + " > " + path);
    }

    @Override
    public Stranger startReader(String path) {
        return SimStranger.run(sim, "cat " + path);
    }

    /** The simulated kernel has no mounts: the interceptor of a simulated host opens no file of an event. */
    @Override
    public Stranger startReaderInReadOnlySysfs(String path) {
        return startReader(path);
    }

    @Override
    public Use open() throws KernelException {
        return opened(sim.processes().start("holder"));
    }

    @Override
    public Use openDeviceAlone() throws KernelException {
        long pid = sim.processes().start("holder");
        Use use = opened(pid);
        sim.kernel().vfio().closeGroupFiles(pid);
        return use;
    }

    private Use opened(long pid) throws KernelException {
        sim.kernel().vfio().open(pid, subject());
        return () -> {
            sim.kernel().vfio().closeAll(pid);
            sim.processes().end(pid);
        };
    }
}
