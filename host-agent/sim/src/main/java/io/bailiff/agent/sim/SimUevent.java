package io.bailiff.agent.sim;

import org.jspecify.annotations.Nullable;

/**
 * A uevent of the simulated kernel.
 *
 * @param sequence its number, from 1
 * @param action {@code add}, {@code remove}, {@code bind} or {@code unbind}; a synthetic one can have others
 * @param subsystem {@code pci}, or what a real kernel says for a driver that comes
 * @param name the function's address, or the driver's name
 * @param driver the driver, with the variable DRIVER; null on {@code unbind}, where a real kernel does not tell
 *     it either
 * @param path what it is about, below {@code /sys}
 * @param synthetic somebody wrote it to an {@code uevent} file
 */
public record SimUevent(
        long sequence,
        String action,
        String subsystem,
        String name,
        @Nullable String driver,
        String path,
        boolean synthetic) {}
