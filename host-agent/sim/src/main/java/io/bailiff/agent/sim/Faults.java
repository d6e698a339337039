package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** What goes wrong, and what takes long, on a simulated host. Nothing does at first. Safe for any number of threads. */
public final class Faults {

    private record Failure(SimOperation operation, PciAddress address, Predicate<String> driver, SimErrno errno) {}

    private record Step(SimOperation operation, PciAddress address) {}

    private final List<Failure> failures = new CopyOnWriteArrayList<>();
    private final List<Failure> failuresOnce = new CopyOnWriteArrayList<>();
    private final Map<Step, Duration> delays = new ConcurrentHashMap<>();
    private final Map<SimOperation, Duration> latencies = new ConcurrentHashMap<>();
    private final Map<String, SimErrno> unreadable = new ConcurrentHashMap<>();
    private final Map<String, String> contents = new ConcurrentHashMap<>();

    /** From now on the operation on this function fails, before it has done anything. */
    public void fail(SimOperation operation, PciAddress address, SimErrno errno) {
        failures.add(new Failure(operation, address, driver -> true, errno));
    }

    /** The next time, and only then, the operation on this function fails, before it has done anything. */
    public void failOnce(SimOperation operation, PciAddress address, SimErrno errno) {
        failuresOnce.add(new Failure(operation, address, driver -> true, errno));
    }

    /** From now on this driver does not want this function: its probe routine fails. */
    public void failProbe(String driver, PciAddress address, SimErrno errno) {
        failures.add(new Failure(SimOperation.DRIVER_PROBE, address, driver::equals, errno));
    }

    /** From now on the operation on this function takes this long. */
    public void delay(SimOperation operation, PciAddress address, Duration time) {
        delays.put(new Step(operation, address), time);
    }

    /** From now on the operation takes this long on every function that has no delay of its own. */
    public void latency(SimOperation operation, Duration time) {
        latencies.put(operation, time);
    }

    /** From now on the file cannot be read, the directory not listed, the link not followed: exactly this path, as asked for. */
    public void failRead(String path, SimErrno errno) {
        unreadable.put(path, errno);
    }

    /** From now on the file says this, whatever the kernel thinks. */
    public void say(String path, String content) {
        contents.put(path, content);
    }

    /** Everything works again. */
    public void clear() {
        failures.clear();
        failuresOnce.clear();
        delays.clear();
        latencies.clear();
        unreadable.clear();
        contents.clear();
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
