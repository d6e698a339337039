// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionHealth;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes the steps of one function in order and stops at the first failed step. Several functions may move at the same
 * time. All functions of one group must use the same mover, because the mover serializes their probes.
 */
final class FunctionMover {

    /** The attempts to bind a pinned function. A driver that matched before the pin costs one attempt. */
    private static final int ATTEMPTS = 3;

    private final HostFiles files;
    private final PciBus bus;
    private final KernelTimeouts timeouts;
    private final DriverKinds kinds;
    private final DependentRelease dependents;
    private final StepWriter writer;

    FunctionMover(HostFiles files, KernelTimeouts timeouts) {
        this(files, timeouts, new DriverKinds(files));
    }

    private FunctionMover(HostFiles files, KernelTimeouts timeouts, DriverKinds kinds) {
        this.files = files;
        this.bus = new PciBus(files);
        this.timeouts = timeouts;
        this.kinds = kinds;
        this.dependents = new DependentRelease(files);
        this.writer = new StepWriter(files, bus, timeouts, kinds);
    }

    /** Returns a new mover for the members of one group. */
    FunctionMover forOneGroup() {
        return new FunctionMover(files, timeouts, kinds);
    }

    boolean exists(PciAddress address) throws HostFileException {
        return bus.exists(address);
    }

    Optional<String> driver(PciAddress address) throws HostFileException {
        return bus.driver(address);
    }

    /** Returns true for a driver that keeps a function away from the host, and false if the kind of the driver cannot be read. */
    boolean isAway(@Nullable String driver) {
        return kinds.isCertainlyAway(driver);
    }

    FunctionHealth health(PciAddress address) throws HostFileException {
        return bus.health(address);
    }

    Binding look(PciAddress address) throws HostFileException {
        return Binding.read(bus, address);
    }

    /**
     * Reads the current binding of the function and takes the steps of the route from there.
     *
     * @return the failure, or empty if every step is done
     */
    Optional<MoveFailure> move(PciAddress address, Function<Binding, List<Step>> route, StepListener listener) {
        try {
            return take(route.apply(look(address)), listener);
        } catch (HostFileException e) {
            return Optional.of(new MoveFailure(address + ": " + e.getMessage(), e.error() == HostError.TIMED_OUT));
        }
    }

    /**
     * Releases the devices that depend on the function, before the function leaves the host driver.
     *
     * @return the failure, or empty if no dependent is left
     */
    Optional<MoveFailure> releaseDependents(PciAddress address, StepListener listener) {
        try {
            return take(dependents.steps(address, bus.driver(address).orElse(null)), listener);
        } catch (HostFileException e) {
            return Optional.of(new MoveFailure(address + ": " + e.getMessage(), e.error() == HostError.TIMED_OUT));
        }
    }

    private Optional<MoveFailure> take(List<Step> steps, StepListener listener) {
        for (Step step : steps) {
            Optional<MoveFailure> failure = take(step, listener);
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    private Optional<MoveFailure> take(Step step, StepListener listener) {
        try {
            carryOut(step, listener);
            listener.done(step.planned());
            return Optional.empty();
        } catch (StepFailed | HostFileException e) {
            String reason = step.address() + ": " + step.text() + ": " + e.getMessage();
            listener.failed(step.planned(), reason);
            boolean isPending = e instanceof HostFileException host && host.error() == HostError.TIMED_OUT;
            return Optional.of(new MoveFailure(reason, isPending));
        }
    }

    private void carryOut(Step step, StepListener listener) throws HostFileException, StepFailed {
        if (step instanceof Step.Verify verify) {
            verify(verify);
        } else if (step instanceof Step.VerifyPinned verify) {
            verifyPinned(verify, listener);
        } else {
            writer.write(step);
        }
    }

    private void verify(Step.Verify verify) throws HostFileException, StepFailed {
        Optional<String> wanted = Optional.ofNullable(verify.driver());
        Optional<String> driver = bus.driver(verify.address());
        for (int look = 1; !driver.equals(wanted) && look < timeouts.looks() && timeouts.pause(); look++) {
            driver = bus.driver(verify.address());
        }
        if (!driver.equals(wanted)) {
            throw new StepFailed("the function is bound to " + driver.orElse("no driver"));
        }
    }

    /**
     * Verifies the driver of a pinned function. A driver that matched before the pin can still bind the function. A write of
     * {@code driver_override} waits for a probe under way only up to Linux 7.0 (device_set_driver_override in drivers/base/dd.c), and the
     * probe after the pin does nothing meanwhile (bus_rescan_devices_helper in drivers/base/bus.c). The driver is therefore unbound
     * once more: the unbind takes the device lock, and so waits for the end of the driver's probe. The PCI bus matches again under the
     * device lock (__pci_device_probe), so no further driver can bind the function because of an earlier match.
     */
    private void verifyPinned(Step.VerifyPinned verify, StepListener listener) throws HostFileException, StepFailed {
        Optional<String> driver = anyDriver(verify.address());
        for (int attempt = 1; !driver.equals(Optional.of(verify.driver())); attempt++) {
            if (attempt == ATTEMPTS) {
                throw new StepFailed("the function is bound to " + driver.orElse("no driver") + " after " + ATTEMPTS
                        + " attempts to bind " + verify.driver());
            }
            requirePin(verify);
            if (driver.isPresent()) {
                repeat(new Step.Unbind(verify.address(), driver.get()), listener);
            }
            repeat(new Step.Probe(verify.address(), verify.driver()), listener);
            driver = anyDriver(verify.address());
        }
    }

    /** Returns the driver of the function, after a wait for any driver. The wait of all attempts together is as long as {@link #verify}. */
    private Optional<String> anyDriver(PciAddress address) throws HostFileException {
        Optional<String> driver = bus.driver(address);
        for (int look = 1; driver.isEmpty() && look < timeouts.looks() / ATTEMPTS && timeouts.pause(); look++) {
            driver = bus.driver(address);
        }
        return driver;
    }

    /** Rejects a further attempt if another program has changed the pin: the other program then moves the function on purpose. */
    private void requirePin(Step.VerifyPinned verify) throws HostFileException, StepFailed {
        Optional<String> override = bus.driverOverride(verify.address());
        if (!override.equals(Optional.of(verify.driver()))) {
            throw new StepFailed("another program has changed driver_override to " + override.orElse("nothing"));
        }
    }

    private void repeat(Step step, StepListener listener) throws HostFileException {
        writer.write(step);
        listener.done(step.planned());
    }

    private static final class StepFailed extends Exception {
        StepFailed(String message) {
            super(message);
        }
    }
}
