package io.bailiff.agent.sim;

import org.jspecify.annotations.Nullable;

/**
 * A uevent of the simulated kernel.
 *
 * @param sequence its number, from 1
 * @param action {@code add}, {@code remove}, {@code bind} or {@code unbind}
 * @param subsystem {@code pci}, or what a real kernel says for a driver that comes
 * @param name the function's address, or the driver's name
 * @param driver the driver; null on {@code unbind}, where a real kernel does not tell it either
 */
public record SimUevent(
        long sequence,
        String action,
        String subsystem,
        String name,
        @Nullable String driver) {}
