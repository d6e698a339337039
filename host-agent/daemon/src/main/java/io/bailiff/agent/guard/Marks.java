// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.pci.PciBus;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the interceptor's marks on the control files. A control file that vanishes with a driver or a function and comes back is a
 * new file to the kernel, without a mark. The marks must therefore be put repeatedly; a second mark has no effect.
 */
final class Marks {

    private static final Logger LOG = LoggerFactory.getLogger(Marks.class);
    private static final String BUS = "/sys/bus/pci";
    /** The write-only files: every opener wants to write. */
    private static final List<String> OF_FUNCTION = List.of("/remove", "/rescan", "/reset", "/reset_subordinate");

    private static final String BUSES = "/sys/class/pci_bus";

    private final HostFiles files;
    private final OpenInterceptor interceptor;
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Set<String> unlisted = ConcurrentHashMap.newKeySet();
    private Set<String> lent = Set.of();

    Marks(HostFiles files, OpenInterceptor interceptor) {
        this.files = files;
        this.interceptor = interceptor;
    }

    void all() {
        hold(BUS + "/drivers_probe");
        hold(BUS + "/rescan");
        hold(HotPlugPorts.BIND);
        hold(HotPlugPorts.PROBE);
        names(BUS + "/drivers").forEach(this::driver);
        names(BUS + "/devices").forEach(this::function);
        names(BUSES).forEach(name -> hold(BUSES + "/" + name + "/rescan"));
    }

    void driver(String name) {
        for (String file : List.of("/bind", "/unbind", "/new_id")) {
            hold(PciBus.DRIVERS + name + file);
        }
    }

    void function(String address) {
        OF_FUNCTION.forEach(file -> hold(PciBus.DEVICES + address + file));
        reportWrites(PciBus.DEVICES + address + "/driver_override");
    }

    /** Holds opens of these files, and no more of the files of the last call. */
    synchronized void lent(Set<String> paths) {
        paths.forEach(this::hold);
        lent.stream().filter(path -> !paths.contains(path)).forEach(this::release);
        lent = Set.copyOf(paths);
    }

    private void release(String path) {
        failing.remove(path);
        try {
            interceptor.release(path);
        } catch (HostFileException e) {
            LOG.debug("cannot remove fanotify mark path={} error={}: opens are allowed", path, e.getMessage());
        }
    }

    /** Returns the control files that could not be marked, sorted, for people. */
    List<String> gaps() {
        return failing.stream().sorted().toList();
    }

    private void hold(String path) {
        mark(path, () -> interceptor.hold(path));
    }

    private void reportWrites(String path) {
        mark(path, () -> interceptor.reportWrites(path));
    }

    private void mark(String path, Mark mark) {
        try {
            mark.put();
            if (failing.remove(path)) {
                LOG.info("placed fanotify mark path={}", path);
            }
        } catch (HostFileException e) {
            // Not every function or driver has every file, and every file may vanish at any time.
            if (e.error() != HostError.NO_ENTRY && failing.add(path)) {
                LOG.error("cannot place fanotify mark path={} error={}: the file is unguarded", path, e.getMessage());
            }
        }
    }

    private List<String> names(String directory) {
        try {
            List<String> names = files.list(directory);
            if (unlisted.remove(directory)) {
                LOG.info("listed control files again path={}", directory);
            }
            return names;
        } catch (HostFileException e) {
            if (e.error() != HostError.NO_ENTRY && unlisted.add(directory)) {
                LOG.error(
                        "cannot list control files path={} error={}: new files are unguarded",
                        directory,
                        e.getMessage());
            }
            return List.of();
        }
    }

    private interface Mark {
        void put() throws HostFileException;
    }
}
