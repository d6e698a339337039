package io.bailiff.agent.cli;

import io.bailiff.agent.guard.Senses;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The host that the commands work on. What implements this declares, with picocli's annotations, the options that say which host
 * that is.
 */
public interface HostAccess {

    /** The host's files. */
    HostFiles files();

    /** What loads modules into the host's kernel. */
    ModuleLoader modules();

    /**
     * By what the guard of the host sees and holds. Without a gate the agent works on, and says that it is blind.
     *
     * @param state the directory where the agent keeps its journals
     */
    Senses senses(Path state) throws HostFileException;

    /** Where lines for the host's own log go. */
    Consumer<String> hostLog();

    /** Whether it is the machine that this process runs on: only root may move its devices, and its guard can be looked at. */
    boolean isThisMachine();

    /** The machine that this process runs on. */
    static HostAccess thisMachine() {
        return new LinuxHost();
    }
}
