// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.process;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The open files of all processes at one moment. Processes start and end during the pass. A process that has ended is left out; a
 * process with unreadable files is listed as unreadable.
 *
 * @param files the open files with a path, and the anonymous files of vfio. Sockets, pipes and other anonymous files are left out
 * @param unreadable the processes whose files could not be read, also if the list of the processes itself could not be read
 */
public record OpenFiles(List<OpenFile> files, List<String> unreadable) {

    private static final Pattern PROCESS = Pattern.compile("[0-9]+");
    private static final String ANONYMOUS_VFIO = "anon_inode:[vfio";

    public OpenFiles {
        files = List.copyOf(files);
        unreadable = List.copyOf(unreadable);
    }

    /** Reads the open files of all processes once. Never fails: an unreadable process is a part of the result. */
    public static OpenFiles read(HostFiles host) {
        Pass pass = new Pass(host);
        try {
            for (String name : host.list("/proc")) {
                if (PROCESS.matcher(name).matches()) {
                    pass.process(Long.parseLong(name));
                }
            }
        } catch (HostFileException failure) {
            pass.unreadable.add("/proc");
        }
        return new OpenFiles(pass.found, pass.unreadable);
    }

    /** Reads the open files of a single process. */
    public static OpenFiles of(HostFiles host, long pid) {
        Pass pass = new Pass(host);
        pass.process(pid);
        return new OpenFiles(pass.found, pass.unreadable);
    }

    /** Returns true if the files of every process could be read. */
    public boolean isComplete() {
        return unreadable.isEmpty();
    }

    private static final class Pass {

        private final HostFiles host;
        private final List<OpenFile> found = new ArrayList<>();
        private final List<String> unreadable = new ArrayList<>();

        Pass(HostFiles host) {
            this.host = host;
        }

        /**
         * Reads the open files of a process. The {@code fd} directory of a process belongs to its first thread, and is empty after
         * the first thread has ended. Other threads may live on: a thread stuck in the kernel outlives SIGKILL and keeps the
         * shared files of the process open.
         */
        private void process(long pid) {
            String process = "/proc/" + pid;
            if (descriptors(pid, process) == 0) {
                try {
                    for (String thread : host.list(process + "/task")) {
                        descriptors(pid, process + "/task/" + thread);
                    }
                } catch (HostFileException failure) {
                    failed(process, failure);
                }
            }
        }

        /** Returns the number of open files of the process or thread. A place that has ended meanwhile has none. */
        private int descriptors(long pid, String place) {
            try {
                String directory = place + "/fd";
                List<String> descriptors = host.list(directory);
                for (String descriptor : descriptors) {
                    descriptor(pid, directory + "/" + descriptor);
                }
                return descriptors.size();
            } catch (HostFileException failure) {
                failed(place, failure);
                return 0;
            }
        }

        private void descriptor(long pid, String link) throws HostFileException {
            Optional<String> target = host.readLink(link).map(text -> absolute(link, text));
            if (target.isPresent()
                    && (target.get().startsWith("/") || target.get().startsWith(ANONYMOUS_VFIO))) {
                found.add(new OpenFile(pid, link, target.get()));
            }
        }

        /** Returns the kernel's spelling of a target. A copied tree may have a link that is relative to its directory. */
        private static String absolute(String link, String target) {
            return target.startsWith("../")
                    ? Path.of(link).resolveSibling(target).normalize().toString()
                    : target;
        }

        private void failed(String place, HostFileException failure) {
            if (failure.error() != HostError.NO_ENTRY && !hasEnded(place)) {
                unreadable.add(place);
            }
        }

        private boolean hasEnded(String place) {
            try {
                return !host.exists(place);
            } catch (HostFileException failure) {
                return false;
            }
        }
    }
}
