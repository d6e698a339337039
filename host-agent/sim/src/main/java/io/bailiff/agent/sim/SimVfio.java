// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The user space side of vfio: processes with open groups and functions. Safe for any number of threads.
 *
 * <p>Error messages are QEMU's (hw/vfio/container.c).
 */
public final class SimVfio {

    /** Receives the kernel's request to a process to release a function (the REQ interrupt). Must not block. */
    public interface RequestListener {
        void deviceRequested(long pid, PciAddress address);
    }

    private final KernelFlavour flavour;
    private final KernelLock lock;
    private final SimBus bus;
    private final GroupOwnership ownership;
    private final List<RequestListener> listeners = new CopyOnWriteArrayList<>();

    SimVfio(KernelFlavour flavour, KernelLock lock, SimBus bus, GroupOwnership ownership) {
        this.flavour = flavour;
        this.lock = lock;
        this.bus = bus;
        this.ownership = ownership;
    }

    public void onRequest(RequestListener listener) {
        listeners.add(listener);
    }

    /**
     * Opens a function, after opening the function's group with an IOMMU container if the process does not have the group yet.
     *
     * @throws KernelException if the function has no group or is already open; if another process has the group or the group is
     *     not viable; if the function is not on a vfio driver
     */
    public void open(long pid, PciAddress address) throws KernelException {
        lock.run(() -> {
            SimFunction function = bus.named(address.toString());
            SimGroup group = function.group()
                    .orElseThrow(
                            () -> failure(SimErrno.ENODEV, address, "no iommu_group found: No such file or directory"));
            openGroup(pid, address, group);
            if (!function.onVfio() || !function.bound || group.open.contains(address)) {
                closeIfUnused(group);
                throw failure(
                        SimErrno.ENODEV,
                        address,
                        "error getting device from group " + group.number
                                + ": No such device\nVerify all devices in group " + group.number
                                + " are bound to vfio-<bus> or pci-stub and not already in use");
            }
            group.open.add(address);
        });
    }

    /** Closes a function; with the last function the process releases the group. A function not open in the process is not an error. */
    public void close(long pid, PciAddress address) {
        lock.change(() -> {
            for (SimGroup group : bus.groups.values()) {
                if (holds(group, pid) && group.open.remove(address)) {
                    closeIfUnused(group);
                }
            }
        });
    }

    /** Closes the files of the groups and the containers of a process. The open functions keep the groups in use. */
    public void closeGroupFiles(long pid) {
        lock.change(() -> bus.groups.values().stream()
                .filter(group -> holds(group, pid))
                .forEach(group -> group.fileClosed = true));
    }

    /** Closes all functions of a process, like the kernel at the end of the process. */
    public void closeAll(long pid) {
        for (PciAddress address : openBy(pid)) {
            close(pid, address);
        }
    }

    /** Returns the functions open in a process. */
    public List<PciAddress> openBy(long pid) {
        return lock.look(() -> bus.groups.values().stream()
                .filter(group -> holds(group, pid))
                .map(group -> group.open)
                .flatMap(Collection::stream)
                .toList());
    }

    /** Returns the groups whose files are open in a process. */
    List<Integer> groupsOpenBy(long pid) {
        return lock.look(() -> bus.groups.values().stream()
                .filter(group -> holds(group, pid) && !group.fileClosed)
                .map(group -> group.number)
                .toList());
    }

    boolean isOpen(SimFunction function) {
        return function.group()
                .filter(group -> group.open.contains(function.address()))
                .isPresent();
    }

    /** Asks the process with the function's group open to release the function. */
    void request(SimFunction function) {
        Optional<Long> user = function.group().map(group -> group.user);
        user.ifPresent(pid -> listeners.forEach(listener -> listener.deviceRequested(pid, function.address())));
    }

    private void openGroup(long pid, PciAddress address, SimGroup group) throws KernelException {
        if (holds(group, pid)) {
            return;
        }
        String file = flavour.hasGroupFiles()
                ? "failed to open /dev/vfio/" + group.number
                : "error bind device of group " + group.number + " to iommufd";
        if (!group.hasVfioMember()) {
            throw failure(SimErrno.ENOENT, address, file + ": No such file or directory");
        }
        if (group.inUse()) {
            throw failure(SimErrno.EBUSY, address, file + ": Device or resource busy");
        }
        if (!ownership.viable(group)) {
            throw failure(
                    SimErrno.EPERM,
                    address,
                    "group " + group.number
                            + " is not viable\nPlease ensure all devices within the iommu_group are bound"
                            + " to their vfio bus driver.");
        }
        group.user = pid;
    }

    private static void closeIfUnused(SimGroup group) {
        if (group.open.isEmpty()) {
            group.user = null;
            group.fileClosed = false;
        }
    }

    private static boolean holds(SimGroup group, long pid) {
        return group.user != null && group.user == pid;
    }

    private static KernelException failure(SimErrno errno, PciAddress address, String words) {
        return new KernelException(errno, "vfio " + address + ": " + words);
    }
}
