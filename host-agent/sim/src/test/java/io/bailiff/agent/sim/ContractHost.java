// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.host.UeventSource;
import java.time.Duration;
import java.util.Optional;

/** A host that the contract is held against, simulated or real. */
public interface ContractHost {

    HostFiles files();

    ModuleLoader modules();

    /** Two functions of one group, each on {@link #hostDriver} and with no override when a test begins. */
    PciAddress subject();

    PciAddress sibling();

    String hostDriver();

    /** What its kernel does about conflicts. */
    KernelFlavour flavour();

    /**
     * From now on no probe of the function's host driver ends before the returned action runs; a second run has no effect. Empty if
     * this host cannot slow a driver down.
     */
    Optional<Runnable> slowProbes(PciAddress function);

    /** How long to give a write that is to hang, before it is taken to hang. */
    Duration moment();

    /**
     * Opens the subject as a guest would: its group, with an IOMMU container, and the function itself.
     *
     * @throws Exception if the kernel does not let it; then nothing is open
     */
    Use open() throws Exception;

    /**
     * Opens the subject like {@link #open}, and closes everything but the function's own file, which has no name.
     *
     * @throws Exception if the kernel does not let it; then nothing is open
     */
    Use openDeviceAlone() throws Exception;

    /** A module that is loaded leaves; nothing happens to one that is not. */
    void unload(String module) throws Exception;

    /** The interceptor of an agent that has just started. */
    OpenInterceptor openInterceptor() throws HostFileException;

    /** The uevents from now on. */
    UeventSource uevents() throws HostFileException;

    /** A bash begins to write a value and a line feed to a file. */
    Stranger startWriter(String path, String value) throws Exception;

    /** A process begins to read a file. */
    Stranger startReader(String path) throws Exception;

    /** A process begins to read a file of a sysfs that is mounted read-only for the process, as in a container. */
    Stranger startReaderInReadOnlySysfs(String path) throws Exception;

    /** A process that is not the agent's. It catches SIGINT. */
    interface Stranger {

        long pid();

        boolean ended();

        void kill() throws Exception;

        void interrupt() throws Exception;

        /** Waits for its end, and says why it failed; empty if it did not. */
        String failure() throws Exception;
    }

    /** A group in use. */
    interface Use extends AutoCloseable {
        @Override
        void close();
    }
}
