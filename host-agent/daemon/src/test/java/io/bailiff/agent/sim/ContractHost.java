package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import java.time.Duration;

/** A host that the contract is held against, simulated or real. */
interface ContractHost {

    HostFiles files();

    ModuleLoader modules();

    /** Two functions of one group, each on {@link #hostDriver} and with no override when a test begins. */
    PciAddress subject();

    PciAddress sibling();

    String hostDriver();

    /** What its kernel does about conflicts. */
    KernelFlavour flavour();

    /** How long to give a write that is to hang, before it is taken to hang. */
    Duration moment();

    /**
     * Opens the subject as a guest would: its group, with an IOMMU container, and the function itself.
     *
     * @throws Exception if the kernel does not let it; then nothing is open
     */
    Use open() throws Exception;

    /** A group in use. */
    interface Use extends AutoCloseable {
        @Override
        void close();
    }
}
