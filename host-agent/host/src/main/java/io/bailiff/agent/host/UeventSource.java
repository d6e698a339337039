// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kernel's events about devices and drivers: additions, removals and bindings. */
public interface UeventSource extends AutoCloseable {

    /**
     * A uevent, or the report of lost events.
     *
     * @param action {@code add}, {@code remove}, {@code bind}, {@code unbind}, {@code change}; {@code lost} if events were
     *     lost, and then no other component has a meaning
     * @param subsystem {@code pci} for an event of a function, "drivers" for an event of a driver
     * @param path the subject of the event, below {@code /sys}: {@code /devices/pci0000:00/0000:00:03.0},
     *     {@code /bus/pci/drivers/e1000}
     * @param driver the driver on {@code bind}; null otherwise: on {@code unbind} the kernel does not name the driver
     * @param synthetic true if a process wrote the event to a {@code uevent} file; the kernel has done nothing else
     * @param errorEvent the step of the kernel's error recovery of a function on {@code change}: {@code BEGIN_RECOVERY},
     *     {@code SUCCESSFUL_RECOVERY} or {@code FAILED_RECOVERY} (pci_uevent_ers in drivers/pci/pci-driver.c); null otherwise
     */
    record Uevent(
            String action,
            String subsystem,
            String path,
            @Nullable String driver,
            boolean synthetic,
            @Nullable String errorEvent) {

        /** An event without a step of error recovery. */
        public Uevent(String action, String subsystem, String path, @Nullable String driver, boolean synthetic) {
            this(action, subsystem, path, driver, synthetic, null);
        }

        /** Returns the report of lost events: everything must be read again. */
        public static Uevent lost() {
            return new Uevent("lost", "", "", null, false);
        }

        public boolean isLost() {
            return action.equals("lost");
        }
    }

    /**
     * Returns the next events, in order; empty if there was none within the time limit. For one thread.
     *
     * @throws HostFileException if the source delivers no more events
     */
    List<Uevent> await(Duration atMost) throws HostFileException, InterruptedException;

    @Override
    void close();
}
