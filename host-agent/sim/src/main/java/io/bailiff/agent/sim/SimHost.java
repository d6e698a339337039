package io.bailiff.agent.sim;

import io.bailiff.agent.host.HostFiles;
import java.time.Clock;

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
        SimProcesses processes = new SimProcesses(kernel, Clock.systemUTC());
        return new SimHost(name, kernel, processes, new SimFiles(kernel, processes, spec.system(), bootId));
    }

    /** Boots the demonstration's host. */
    public static SimHost demo(KernelFlavour flavour) {
        return boot("sim-a", flavour, SimTopology.demo(), "6f1c1d6e-0b9a-4d1e-9c58-2f1a7f3b8e10");
    }

    /**
     * An interceptor for an agent: the one that an earlier agent has left standing, or a new one.
     *
     * @param survives whether opens stay held when the agent is killed ({@link SimInterceptor#abandon}), for the next
     *     interceptor to take over
     */
    public SimInterceptor interceptor(boolean survives) {
        return new SimInterceptor(kernel, files, survives);
    }

    /** The uevents from now on. */
    public SimUevents uevents() {
        return new SimUevents(kernel);
    }

    /** Its files as a process meets them: what this opens may be held at the interceptor. */
    public HostFiles filesAs(long pid) {
        return new SimProcessFiles(files, calls(pid));
    }

    SimCalls calls(long pid) {
        return new SimCalls(kernel, processes, files, pid);
    }
}
