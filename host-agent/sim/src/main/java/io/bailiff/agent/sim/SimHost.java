// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.host.HostFiles;
import java.time.Clock;

/**
 * A simulated host: a kernel, processes, and the files of both.
 *
 * @param name the host's name
 * @param kernel the host's kernel
 * @param processes the host's processes
 * @param files the host's files, for an agent
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
     * Returns an interceptor for an agent: the interceptor left by an earlier agent, or a new interceptor.
     *
     * @param survives true if opens stay held after the death of the agent ({@link SimInterceptor#abandon}), for the next
     *     interceptor to take over
     */
    public SimInterceptor interceptor(boolean survives) {
        return new SimInterceptor(kernel, processes, files, survives);
    }

    /**
     * Returns a write interceptor for an agent: the interceptor left by an earlier agent, or a new interceptor.
     *
     * @param survives true if writes keep waiting after the death of the agent ({@link SimWriteInterceptor#abandon}), for the next
     *     interceptor to take over
     */
    public SimWriteInterceptor writeInterceptor(boolean survives) {
        return new SimWriteInterceptor(kernel, files, survives);
    }

    /** Returns the uevents from now on. */
    public SimUevents uevents() {
        return new SimUevents(kernel);
    }

    /** Returns the host's files as used by a process: opens and writes may be held at the interceptors. */
    public HostFiles filesAs(long pid) {
        return new SimProcessFiles(files, calls(pid));
    }

    SimCalls calls(long pid) {
        return new SimCalls(kernel, processes, files, pid);
    }
}
