package io.bailiff.agent.sim;

/**
 * A simulated host: a kernel, processes, and the files that show them.
 *
 * @param name what it is called
 * @param kernel its kernel
 * @param processes its processes
 * @param files its files, for an agent
 */
public record SimHost(String name, SimKernel kernel, SimProcesses processes, SimFiles files) {

    /** Boots a host. */
    public static SimHost boot(String name, KernelFlavour flavour, HostSpec spec, String bootId) {
        SimKernel kernel = new SimKernel(flavour, spec.functions(), spec.drivers());
        SimProcesses processes = new SimProcesses();
        return new SimHost(name, kernel, processes, new SimFiles(kernel, processes, spec.system(), bootId));
    }

    /** Boots the demonstration's host. */
    public static SimHost demo(KernelFlavour flavour) {
        return boot("sim-a", flavour, SimTopology.demo(), "6f1c1d6e-0b9a-4d1e-9c58-2f1a7f3b8e10");
    }
}
