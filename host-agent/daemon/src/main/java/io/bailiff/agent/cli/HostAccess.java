package io.bailiff.agent.cli;

import io.bailiff.agent.guard.GuardBackends;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The host that a command works on. An implementation declares the options that choose the host, with picocli's annotations.
 */
public interface HostAccess {

    /** The host's files. */
    HostFiles files();

    /** Loads modules into the host's kernel. */
    ModuleLoader modules();

    /**
     * Opens the guard's interceptor and its source of uevents. Without an interceptor the agent works on, and reports that the host has no guard.
     *
     * @param state the directory where the agent keeps its journals
     */
    GuardBackends backends(Path state) throws HostFileException;

    /** Writes lines to the host's own log. */
    Consumer<String> hostLog();

    /** True for the machine that this process runs on: only root may move devices there, and the guard can be examined. */
    boolean isThisMachine();

    /** The machine that this process runs on. */
    static HostAccess thisMachine() {
        return new LinuxHost();
    }
}
