// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.Kernel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks if control files can be covered, and names the covers that no agent serves, with the commands that remove them. Processes wait at
 * such covers as long as another process keeps the FUSE connection open, and fail with ENOTCONN afterwards.
 */
final class CoverChecks {

    private static final String DEVICE = "/dev/fuse";
    private static final String FANOTIFY = "anon_inode:[fanotify]";
    private static final String PROC = "/proc/";
    private static final String PROCESS_ONE = "1";

    private final HostFiles files;
    private final Optional<String> holder;

    /** @param holder the process that keeps the FUSE connection open while no agent runs; empty if there is none */
    CoverChecks(HostFiles files, Optional<String> holder) {
        this.files = files;
        this.holder = holder;
    }

    List<Check> all() throws HostFileException {
        List<Check> checks = new ArrayList<>();
        checks.add(fuse());
        LeftCovers covers = LeftCovers.read(files);
        boolean isLeft = !covers.isEmpty() || !covers.readOnly().isEmpty();
        if (isLeft && !anAgentMayRun()) {
            checks.add(covers.isEmpty() ? readOnly(covers) : unserved(covers));
        }
        return checks;
    }

    private Check fuse() throws HostFileException {
        if (files.exists(DEVICE)) {
            return Check.ok(Check.Subject.GUARD, "The guard can cover control files: " + DEVICE + " exists.");
        }
        String modules = "/lib/modules/" + new Kernel(files).release();
        for (String list : List.of("/modules.dep", "/modules.builtin")) {
            if (files.exists(modules + list) && files.anyLine(modules + list, line -> line.contains("/fuse.ko"))) {
                return Check.ok(
                        Check.Subject.GUARD,
                        "The guard can cover control files: the module fuse is installed, and the agent loads fuse when"
                                + " necessary.");
            }
        }
        return Check.warn(
                Check.Subject.GUARD,
                "The guard cannot cover control files: there is no " + DEVICE + ", and " + modules
                        + " does not list the module fuse. The guard decides when a file is opened, without the written"
                        + " function.",
                "Install the package with the remaining modules of the kernel, or a kernel with CONFIG_FUSE_FS.");
    }

    private Check unserved(LeftCovers covers) throws HostFileException {
        Optional<Integer> waiting = covers.waiting(files);
        boolean isOpen = holder.isPresent() || waiting.orElse(0) > 0;
        return isOpen ? waits(covers, waiting) : dead(covers);
    }

    private Check waits(LeftCovers covers, Optional<Integer> waiting) throws HostFileException {
        return Check.warn(
                Check.Subject.GUARD,
                "No agent runs, and " + covers.count()
                        + " files are covered: processes that write to a covered file wait for"
                        + " the next agent, "
                        + waiting.map(Object::toString).orElse("an unknown number of") + " requests at present."
                        + holder.map(name -> " " + name + " keeps the connection open.")
                                .orElse(""),
                "Start the agent, which takes over all of them. Only if the agent cannot be started again, run: "
                        + covers.abort(files)
                        + " (the writes that wait fail with ECONNABORTED, later writes fail with ENOTCONN, and nobody gets"
                        + " through). Then run: " + covers.remove());
    }

    private static Check readOnly(LeftCovers covers) {
        return Check.warn(
                Check.Subject.GUARD,
                "No agent runs, and " + covers.readOnly().size()
                        + " files of /proc/bus/pci are read-only: an open for writing fails with EROFS.",
                "Start the agent, which knows if the functions are lent. Without an agent, run: " + covers.remove());
    }

    private static Check dead(LeftCovers covers) {
        return Check.warn(
                Check.Subject.GUARD,
                "No agent runs, and " + covers.count()
                        + " files have covers of a connection that has ended: every write to a"
                        + " covered file fails with ENOTCONN.",
                "Start the agent, which covers the files anew. Without an agent, run: " + covers.remove());
    }

    /**
     * Returns true if a process has both descriptors of a guard, or if the processes cannot be examined. The holder of a descriptor has only
     * one of them, and systemd has both.
     */
    private boolean anAgentMayRun() throws HostFileException {
        for (String process : files.list(PROC)) {
            if (process.matches("[0-9]+") && !process.equals(PROCESS_ONE) && isAgent(process)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAgent(String process) throws HostFileException {
        Set<String> open = new HashSet<>();
        try {
            String directory = PROC + process + "/fd/";
            for (String descriptor : files.list(directory)) {
                files.readLink(directory + descriptor).ifPresent(open::add);
            }
        } catch (HostFileException failure) {
            // A process that has ended is no agent.
            return failure.error() != HostError.NO_ENTRY;
        }
        return open.contains(DEVICE) && open.contains(FANOTIFY);
    }
}
