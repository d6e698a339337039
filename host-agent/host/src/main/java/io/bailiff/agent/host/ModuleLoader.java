package io.bailiff.agent.host;

/** Loads kernel modules, as modprobe(8) does. Apart from {@link HostFiles}, the only way in which the agent changes a host. */
public interface ModuleLoader {

    /**
     * Loads a module and what it needs. A module that is loaded already, or built in, is not an error. Loading registers the
     * module's drivers, and they take every driverless function that matches them.
     *
     * @param module its name, with {@code -} or {@code _}
     * @throws HostFileException {@link HostError#NO_ENTRY} if this kernel has no such module, {@link HostError#OTHER} with
     *     modprobe's words if it does not load
     */
    void load(String module) throws HostFileException;
}
