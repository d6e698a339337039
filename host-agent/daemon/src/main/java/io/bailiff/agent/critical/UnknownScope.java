// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import java.util.EnumSet;
import java.util.Set;

/**
 * The set of functions that an unknown may be about. A function that no driver of the host uses is in none of the scopes of storage:
 * nothing of the host can be on the function.
 */
enum UnknownScope {
    /** The functions below the block devices that the host shows, also over a network. */
    DISKS,
    /** The functions below the devices that may belong to a ZFS pool whose labels do not name all devices. */
    POOL_DISKS,
    /** Fibre Channel controllers, and any other function with a port of Fibre Channel (converged network adapters). */
    FABRIC,
    /** The functions of shared folders, on a host that is a guest of another hypervisor. */
    SHARED_FOLDERS,
    /** Network controllers, and any other function below a network interface. */
    NETWORK,
    /** Displays. */
    DISPLAY,
    /** The functions with device files that a process may have open. */
    DEVICE_FILES,
    /** Storage of an unknown place in the machine or on a fabric: also a controller on which the host shows no disk. */
    STORAGE,
    /** Storage on another machine, over an unknown kind of network. */
    REMOTE_STORAGE,
    /** Storage of an unknown kind: in the machine, on a fabric, or on another machine. */
    ANY_STORAGE,
    /** Every endpoint. */
    ANY;

    /** Returns the scope itself and all parts of the scope. */
    Set<UnknownScope> withParts() {
        return switch (this) {
            case STORAGE -> EnumSet.of(STORAGE, DISKS, FABRIC, SHARED_FOLDERS);
            case REMOTE_STORAGE -> EnumSet.of(REMOTE_STORAGE, FABRIC, NETWORK);
            case ANY_STORAGE -> EnumSet.of(ANY_STORAGE, STORAGE, DISKS, FABRIC, SHARED_FOLDERS, NETWORK);
            case DISKS, POOL_DISKS, FABRIC, SHARED_FOLDERS, NETWORK, DISPLAY, DEVICE_FILES, ANY -> EnumSet.of(this);
        };
    }
}
