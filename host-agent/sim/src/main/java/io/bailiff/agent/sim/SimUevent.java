// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import org.jspecify.annotations.Nullable;

/**
 * A uevent of the simulated kernel.
 *
 * @param sequence the event's number, from 1
 * @param action {@code add}, {@code remove}, {@code bind} or {@code unbind}; a synthetic event can have other actions
 * @param subsystem {@code pci}, or the subsystem of driver events on a real kernel, {@code "drivers"}
 * @param name the function's address, or the driver's name
 * @param driver the driver in the variable DRIVER, or null: on {@code unbind} a real kernel does not name the driver either
 * @param path the subject of the event, below {@code /sys}
 * @param synthetic true if a process wrote the event to a {@code uevent} file
 * @param errorEvent the variable ERROR_EVENT, or null
 */
public record SimUevent(
        long sequence,
        String action,
        String subsystem,
        String name,
        @Nullable String driver,
        String path,
        boolean synthetic,
        @Nullable String errorEvent) {}
