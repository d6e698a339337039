// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Failures and delays of a simulated host, for tests. Initially there are none. Safe for any number of threads. */
public final class Faults {

    private record Failure(SimOperation operation, PciAddress address, Predicate<String> driver, SimErrno errno) {}

    private record Step(SimOperation operation, PciAddress address) {}

    private final List<Failure> failures = new CopyOnWriteArrayList<>();
    private final List<Failure> failuresOnce = new CopyOnWriteArrayList<>();
    private final Map<Step, Duration> delays = new ConcurrentHashMap<>();
    private final Map<SimOperation, Duration> latencies = new ConcurrentHashMap<>();
    private final Map<String, SimErrno> unreadable = new ConcurrentHashMap<>();
    private final Map<String, String> contents = new ConcurrentHashMap<>();
    private final Set<PciAddress> silent = ConcurrentHashMap.newKeySet();
    private final Set<PciAddress> heldProbes = ConcurrentHashMap.newKeySet();
    private final Runnable wake;

    /** @param wake wakes all waiters of the kernel */
    Faults(Runnable wake) {
        this.wake = wake;
    }

    /** Makes the operation on the function fail from now on, before any effect. */
    public void fail(SimOperation operation, PciAddress address, SimErrno errno) {
        failures.add(new Failure(operation, address, driver -> true, errno));
    }

    /** Makes the next operation on the function fail, and only the next, before any effect. */
    public void failOnce(SimOperation operation, PciAddress address, SimErrno errno) {
        failuresOnce.add(new Failure(operation, address, driver -> true, errno));
    }

    /** Makes the driver's probe routine fail for the function from now on. */
    public void failProbe(String driver, PciAddress address, SimErrno errno) {
        failures.add(new Failure(SimOperation.DRIVER_PROBE, address, driver::equals, errno));
    }

    /** Makes the operation on the function take the given time from now on. */
    public void delay(SimOperation operation, PciAddress address, Duration time) {
        delays.put(new Step(operation, address), time);
    }

    /** Makes the operation take the given time from now on, for every function without a specific delay. */
    public void latency(SimOperation operation, Duration time) {
        latencies.put(operation, time);
    }

    /**
     * Makes reading a file, listing a directory or following a link fail from now on; applies to exactly the given path, as
     * requested by the caller.
     */
    public void failRead(String path, SimErrno errno) {
        unreadable.put(path, errno);
    }

    /** Sets the content of a file from now on, independent of the kernel's state. */
    public void say(String path, String content) {
        contents.put(path, content);
    }

    /**
     * Makes a function answer with ones from now on: the configuration space reads as ones, writes have no effect, host drivers fail,
     * and a rescan does not find the function once removed. The attributes that the kernel caches stay as they were.
     */
    public void silence(PciAddress address) {
        silent.add(address);
    }

    /** Lets no probe routine of the function end before {@link #endProbes}. */
    public void holdProbes(PciAddress address) {
        heldProbes.add(address);
    }

    /** Lets the held probe routines of the function end. */
    public void endProbes(PciAddress address) {
        heldProbes.remove(address);
        wake.run();
    }

    /** Removes all failures, delays and contents, and lets all functions answer. */
    public void clear() {
        failures.clear();
        failuresOnce.clear();
        delays.clear();
        latencies.clear();
        unreadable.clear();
        contents.clear();
        silent.clear();
        heldProbes.clear();
        wake.run();
    }

    boolean isProbeHeld(PciAddress address) {
        return heldProbes.contains(address);
    }

    boolean isSilent(PciAddress address) {
        return silent.contains(address);
    }

    Duration time(SimOperation operation, PciAddress address) {
        return delays.getOrDefault(new Step(operation, address), latencies.getOrDefault(operation, Duration.ZERO));
    }

    void check(SimOperation operation, PciAddress address, String driver) throws KernelException {
        Predicate<Failure> applies = failure -> failure.operation() == operation
                && failure.address().equals(address)
                && failure.driver().test(driver);
        Optional<Failure> once = failuresOnce.stream().filter(applies).findFirst();
        if (once.isPresent() && failuresOnce.remove(once.get())) {
            throw new KernelException(once.get().errno());
        }
        Optional<Failure> always = failures.stream().filter(applies).findFirst();
        if (always.isPresent()) {
            throw new KernelException(always.get().errno());
        }
    }

    void checkRead(String path) throws KernelException {
        SimErrno errno = unreadable.get(path);
        if (errno != null) {
            throw new KernelException(errno);
        }
    }

    Optional<String> content(String path) {
        return Optional.ofNullable(contents.get(path));
    }
}
