package io.bailiff.agent.host;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the kernel tells of devices and drivers that come, go and find each other. */
public interface UeventSource extends AutoCloseable {

    /**
     * One uevent, or the news that some were lost.
     *
     * @param action {@code add}, {@code remove}, {@code bind}, {@code unbind}, {@code change}; {@code lost} if events were lost,
     *     and then nothing else is known
     * @param subsystem {@code pci} if it is about a function, "drivers" if it is about a driver
     * @param path what it is about, below {@code /sys}: {@code /devices/pci0000:00/0000:00:03.0}, {@code /bus/pci/drivers/e1000}
     * @param driver the driver on {@code bind}; null otherwise: on {@code unbind} the kernel does not tell it
     * @param synthetic somebody wrote it to an {@code uevent} file; the kernel has done nothing
     */
    record Uevent(
            String action,
            String subsystem,
            String path,
            @Nullable String driver,
            boolean synthetic) {

        /** Some were lost: everything must be read again. */
        public static Uevent lost() {
            return new Uevent("lost", "", "", null, false);
        }

        public boolean isLost() {
            return action.equals("lost");
        }
    }

    /**
     * What has happened, in its order; empty if nothing did in time. For one thread.
     *
     * @throws HostFileException if none come any more
     */
    List<Uevent> await(Duration atMost) throws HostFileException, InterruptedException;

    @Override
    void close();
}
