// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.process;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The memory maps of vfio devices. A map keeps the device in use after the process has closed all files of vfio.
 *
 * <p>The memory of a kernel thread cannot be read (get_task_mm), not even where the thread has borrowed the memory of a guest.
 *
 * <p>The maps of a process take about as long as the open files of the process: from 60 microseconds on an idle machine to half a
 * millisecond on a busy machine, for 45 maps per process (measured). A host with 5,000 processes takes seconds. The caller therefore reads
 * the maps only if another fact makes a map likely.
 *
 * @param maps the vfio devices mapped by processes
 * @param unreadable the processes with unreadable maps
 */
public record VfioMappings(List<Mapping> maps, List<String> unreadable) {

    private static final Pattern PROCESS = Pattern.compile("[0-9]+");

    /** The number of the column with the path in {@code /proc/PID/maps} (proc_pid_maps(5)). */
    private static final int COLUMNS = 6;

    /**
     * A mapped device.
     *
     * @param pid the process
     * @param file the file that the process has mapped
     */
    public record Mapping(long pid, VfioFile file) {}

    public VfioMappings {
        maps = List.copyOf(maps);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * Reads the maps of all processes except the given processes. Never fails: an unreadable process is a part of the result.
     *
     * @param known the processes to leave out
     */
    public static VfioMappings read(HostFiles host, Set<Long> known) {
        Pass pass = new Pass(host);
        try {
            for (String name : host.list("/proc")) {
                if (PROCESS.matcher(name).matches() && !known.contains(Long.parseLong(name))) {
                    pass.process(Long.parseLong(name));
                }
            }
        } catch (HostFileException failure) {
            pass.unreadable.add("/proc");
        }
        return new VfioMappings(pass.found, pass.unreadable);
    }

    private static final class Pass {

        private final HostFiles host;
        private final VfioFiles vfio;
        private final List<Mapping> found = new ArrayList<>();
        private final List<String> unreadable = new ArrayList<>();

        Pass(HostFiles host) {
            this.host = host;
            this.vfio = new VfioFiles(host);
        }

        /** Reads the maps of a process. A first thread that has ended shows no maps, although other threads may live on in the memory. */
        private void process(long pid) {
            String process = "/proc/" + pid;
            try {
                if (!maps(pid, process)) {
                    for (String thread : host.list(process + "/task")) {
                        maps(pid, process + "/task/" + thread);
                    }
                }
            } catch (HostFileException failure) {
                if (failure.error() != HostError.NO_ENTRY) {
                    unreadable.add(process);
                }
            }
        }

        /** Returns true if the process or thread has any map. */
        private boolean maps(long pid, String place) throws HostFileException {
            Set<String> paths = new HashSet<>();
            boolean[] any = {false};
            host.anyLine(place + "/maps", line -> {
                any[0] = true;
                if (line.contains("vfio")) {
                    paths.add(path(line));
                }
                return false;
            });
            for (String path : paths) {
                Optional<VfioFile> file = vfio.mapped(path);
                file.ifPresent(mapped -> found.add(new Mapping(pid, mapped)));
            }
            return any[0];
        }

        private static String path(String line) {
            String[] columns = line.split(" +", COLUMNS);
            return columns.length < COLUMNS ? "" : columns[COLUMNS - 1];
        }
    }
}
