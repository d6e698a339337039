// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

/** Loads kernel modules, like modprobe(8). Besides {@link HostFiles}, the only way for the agent to change a host. */
public interface ModuleLoader {

    /**
     * Loads a module and the module's dependencies. A module already loaded or built in is not an error. Loading registers the
     * module's drivers, and the drivers take every matching driverless function.
     *
     * @param module the module's name, with {@code -} or {@code _}
     * @throws HostFileException {@link HostError#NO_ENTRY} if the kernel has no such module, {@link HostError#OTHER} with
     *     modprobe's message if the module does not load
     */
    void load(String module) throws HostFileException;
}
