// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.LentGroup.Member;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.WriteInterceptor;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the files of lent functions, and of the functions that they need, read-only in {@code /proc/bus/pci}. A write to such a file changes
 * the configuration space as the file {@code config} does, and fanotify has no permission events on procfs (fanotify_events_supported in
 * fs/notify/fanotify/fanotify_user.c). A failure is logged; the files stay writable until the next call.
 */
final class ProcFiles {

    private static final Logger LOG = LoggerFactory.getLogger(ProcFiles.class);
    private static final String DIRECTORY = "/proc/bus/pci/";

    /** The domain that the kernel leaves out in the names of buses. */
    private static final String FIRST_DOMAIN = "0000:";

    private final HostFiles files;
    private final WriteInterceptor interceptor;
    private volatile @Nullable String failure;

    ProcFiles(HostFiles files, WriteInterceptor interceptor) {
        this.files = files;
        this.interceptor = interceptor;
    }

    /** Makes the files of these groups read-only, and the files of other groups writable again. */
    void renew(Collection<LentGroup> groups) {
        try {
            interceptor.readOnly(paths(groups));
            if (failure != null) {
                LOG.info("made files of lent functions read-only again directory={}", DIRECTORY);
            }
            failure = null;
        } catch (HostFileException e) {
            if (failure == null) {
                LOG.error(
                        "cannot make files of lent functions read-only directory={} error={}: the configuration spaces of the"
                                + " functions can be written",
                        DIRECTORY,
                        e.getMessage());
            }
            failure = e.getMessage();
        }
    }

    /** Returns the reason why files could not be made read-only, for people; empty if all are as needed. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    private Set<String> paths(Collection<LentGroup> groups) throws HostFileException {
        Set<String> names = new TreeSet<>();
        groups.stream()
                .flatMap(group -> group.members().stream())
                .flatMap(Member::withNeeded)
                .map(ProcFiles::name)
                .filter(Ways::isReadOnly)
                .forEach(names::add);
        Set<String> paths = new TreeSet<>();
        for (String name : names) {
            if (files.exists(DIRECTORY + name)) {
                paths.add(DIRECTORY + name);
            }
        }
        return paths;
    }

    /**
     * Returns the name of a function's file below {@code /proc/bus/pci}, with the directory of its bus: {@code 04/00.0}, or {@code 0001:04/00.0}
     * in another domain (pci_proc_attach_device in drivers/pci/proc.c).
     */
    static String name(PciAddress function) {
        String address = function.toString();
        int device = address.lastIndexOf(':');
        String bus = address.substring(address.startsWith(FIRST_DOMAIN) ? FIRST_DOMAIN.length() : 0, device);
        return bus + "/" + address.substring(device + 1);
    }
}
