// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads {@code driver_override} without blocking the agent in the kernel.
 *
 * <p>Up to 6.3 at least, the read waits for the device lock of the function (driver_override_show in
 * drivers/pci/pci-sysfs.c). An unbind from vfio holds the lock for as long as a process uses the function, maybe for
 * ever. By then the function has lost the {@code driver} link. Therefore a separate thread reads the override of a
 * function without the link. If the kernel blocks the thread, the thread is left behind. At most one such thread exists
 * per function.
 */
final class OverrideReader {

    /**
     * The longest wait for a read: longer than the wait of {@code LinuxFiles}, so that no thread is left behind. Still
     * short for a person.
     */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

    private static final Map<Read, CompletableFuture<String>> UNDER_WAY = new ConcurrentHashMap<>();

    private final HostFiles files;

    OverrideReader(HostFiles files) {
        this.files = files;
    }

    /** Returns the override, or empty if no override is set; the kernel spells "not set" as {@code (null)}. */
    Optional<String> read(PciAddress address, boolean hasDriver) throws HostFileException {
        String path = PciBus.overrideFile(address);
        String text = hasDriver ? files.read(path) : readWithCare(path);
        return text.isEmpty() || text.equals("(null)") ? Optional.empty() : Optional.of(text);
    }

    private String readWithCare(String path) throws HostFileException {
        CompletableFuture<String> result = UNDER_WAY.computeIfAbsent(new Read(files, path), OverrideReader::start);
        try {
            return result.get(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new HostFileException(
                    HostError.TIMED_OUT,
                    path,
                    "the kernel blocks the read: an unbind waits for a process to close the function");
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof HostFileException known
                    ? known
                    : new HostFileException(HostError.OTHER, path, String.valueOf(failure.getCause()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new HostFileException(HostError.TIMED_OUT, path, "the agent is stopping");
        }
    }

    private static CompletableFuture<String> start(Read read) {
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        String text = read.files().read(read.path());
                        UNDER_WAY.remove(read);
                        result.complete(text);
                    } catch (HostFileException | RuntimeException failure) {
                        UNDER_WAY.remove(read);
                        result.completeExceptionally(failure);
                    }
                },
                "read of " + read.path());
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private record Read(HostFiles files, String path) {}
}
