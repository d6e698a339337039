// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.guard.GuardBackends;
import io.bailiff.agent.host.FanotifyInterceptor;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.HostLog;
import io.bailiff.agent.host.LinuxFiles;
import io.bailiff.agent.host.Modprobe;
import io.bailiff.agent.host.ModuleLoader;
import io.bailiff.agent.host.NetlinkUevents;
import io.bailiff.agent.host.OwnSysfs;
import io.bailiff.agent.host.Terminals;
import io.bailiff.agent.host.UeventSource;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Access to the machine of the agent process. */
final class LinuxHost implements HostAccess {

    @Option(
            names = "--root",
            paramLabel = "DIR",
            defaultValue = "/",
            scope = ScopeType.INHERIT,
            description =
                    "The mount point of the host's root, if the agent runs in a container (default: ${DEFAULT-VALUE}).")
    private Path root = Path.of("/");

    private @Nullable ControlFileCovers covers;

    @Override
    public HostFiles files() {
        return new LinuxFiles(root);
    }

    @Override
    public HostFiles guardFiles() {
        return covers().sysfs().map(sysfs -> new LinuxFiles(root, sysfs)).orElseGet(() -> new LinuxFiles(root));
    }

    private synchronized ControlFileCovers covers() {
        ControlFileCovers known = covers;
        if (known == null) {
            known = ControlFileCovers.of(root);
            covers = known;
        }
        return known;
    }

    @Override
    public ModuleLoader modules() {
        return new Modprobe(root);
    }

    @Override
    public GuardBackends backends(Path state) throws HostFileException {
        UeventSource uevents = NetlinkUevents.open();
        try {
            return new GuardBackends(
                    opens(state),
                    covers().writes(state),
                    uevents,
                    ProcessHandle.current().pid(),
                    (line, pid) -> Terminals.tell(pid, line),
                    null);
        } catch (HostFileException e) {
            return GuardBackends.none(
                    "fanotify permission events are unavailable (CONFIG_FANOTIFY_ACCESS_PERMISSIONS, CAP_SYS_ADMIN): "
                            + e.getMessage(),
                    uevents);
        }
    }

    private FanotifyInterceptor opens(Path state) throws HostFileException {
        Optional<OwnSysfs> sysfs = covers().sysfs();
        return sysfs.isPresent() ? FanotifyInterceptor.open(sysfs.get(), state) : FanotifyInterceptor.open(root, state);
    }

    @Override
    public Consumer<String> hostLog() {
        return HostLog.writer();
    }

    @Override
    public boolean isThisMachine() {
        return true;
    }
}
