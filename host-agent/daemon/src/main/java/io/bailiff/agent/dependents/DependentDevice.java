// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.dependents;

import io.bailiff.agent.api.Dependent.Kind;
import io.bailiff.agent.api.PciAddress;
import org.jspecify.annotations.Nullable;

/**
 * A device that depends on a function, as sysfs shows the device.
 *
 * @param function the function on which the device depends
 * @param kind the kind of the device
 * @param name the name of the device in sysfs
 * @param path the path of the device in sysfs, maybe a link
 * @param driver the driver of the device, or null if no driver is bound
 */
public record DependentDevice(
        PciAddress function,
        Kind kind,
        String name,
        String path,
        @Nullable String driver) {

    /** Returns true if the device is a PCI function itself. */
    public boolean isFunction() {
        return kind == Kind.VIRTUAL_FUNCTION || kind == Kind.BEHIND_CONTROLLER;
    }
}
