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

    private static final String PROBE = "/sys/bus/pci/drivers_probe";
    // The kernel ignores an empty write. An empty line clears the override (driver_override_store).
    private static final String NOT_SET = "\n";

    private final HostFiles files;
    private final PciBus bus;
    private final KernelTimeouts timeouts;
    private final DriverKinds kinds;
    private final DependentRelease dependents;
    private final Object joiningVfio = new Object();

    FunctionMover(HostFiles files, KernelTimeouts timeouts) {
        this(files, timeouts, new DriverKinds(files));
    }

    private FunctionMover(HostFiles files, KernelTimeouts timeouts, DriverKinds kinds) {
        this.files = files;
        this.bus = new PciBus(files);
        this.timeouts = timeouts;
        this.kinds = kinds;
        this.dependents = new DependentRelease(files);
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
            take(step);
            listener.done(step.planned());
            return Optional.empty();
        } catch (StepFailed | HostFileException e) {
            String reason = step.address() + ": " + step.text() + ": " + e.getMessage();
            listener.failed(step.planned(), reason);
            boolean isPending = e instanceof HostFileException host && host.error() == HostError.TIMED_OUT;
            return Optional.of(new MoveFailure(reason, isPending));
        }
    }

    private void take(Step step) throws HostFileException, StepFailed {
        if (step instanceof Step.Pin pin) {
            writeOverride(pin.address(), pin.driver());
        } else if (step instanceof Step.Unbind unbind) {
            unbind(unbind.address(), unbind.driver());
        } else if (step instanceof Step.Probe probe) {
            probe(probe);
        } else if (step instanceof Step.Verify verify) {
            verify(verify);
        } else if (step instanceof Step.RestoreOverride restore) {
            writeOverride(restore.address(), restore.override() == null ? NOT_SET : restore.override());
        } else if (step instanceof Step.Release release) {
            release(release);
        }
    }

    private void writeOverride(PciAddress address, String value) throws HostFileException {
        files.write(PciBus.overrideFile(address), value);
    }

    /**
     * Asks the kernel to bind the function. Members of one group join vfio one after the other. If two members join at
     * the same moment, both create the file of the group. On kernels like 6.1 the second member then triggers a WARN_ON
     * (vfio_create_group and vfio_group_release in drivers/vfio/vfio_main.c). With panic_on_warn the WARN_ON crashes
     * the host.
     */
    private void probe(Step.Probe probe) throws HostFileException {
        if (kinds.mayBeVfio(probe.driver())) {
            synchronized (joiningVfio) {
                files.write(PROBE, probe.address().toString());
            }
        } else {
            files.write(PROBE, probe.address().toString());
        }
    }

    private void unbind(PciAddress address, String driver) throws HostFileException {
        // The unbind goes to the file of the named driver: if the function is on another driver by now, the kernel
        // refuses with ENODEV.
        String file = PciBus.DRIVERS + driver + "/unbind";
        try {
            if (kinds.mayBeVfio(driver)) {
                files.writeDetached(file, address.toString(), timeouts.unbind());
            } else {
                files.write(file, address.toString());
            }
        } catch (HostFileException e) {
            if (e.error() != HostError.NO_DEVICE || bus.driver(address).isPresent()) {
                throw e;
            }
            // Another process has unbound the function between the read and the write: the step has its result.
        }
    }

    /**
     * Writes in a separate process: a removal waits without end for a guest that has taken the dependent since the checks. A missing
     * file means a driver that has gone away, or a driver that made the virtual functions by itself and removes them in the unbind
     * (sriov_numvfs_store answers ENOENT without sriov_configure). ENODEV means a framebuffer that has left the driver (unbind_store).
     */
    private void release(Step.Release release) throws HostFileException {
        try {
            files.writeDetached(
                    release.file(), release.value(), timeouts.unbind().multipliedBy(release.devices()));
        } catch (HostFileException e) {
            if (e.error() != HostError.NO_ENTRY && e.error() != HostError.NO_DEVICE) {
                throw e;
            }
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

    private static final class StepFailed extends Exception {
        StepFailed(String message) {
            super(message);
        }
    }
}
