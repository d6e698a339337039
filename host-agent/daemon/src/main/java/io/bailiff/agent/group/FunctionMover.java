package io.bailiff.agent.group;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes the steps of one function, one after the other, and stops at the first that fails. Several functions may be moved at the
 * same time, those of one group by one mover.
 */
final class FunctionMover {

    private static final String PROBE = "/sys/bus/pci/drivers_probe";
    // An empty write does nothing; a line with nothing in it clears the override (driver_override_store).
    private static final String NOT_SET = "\n";

    private final HostFiles files;
    private final PciBus bus;
    private final KernelTimeouts timeouts;
    private final Object joiningVfio = new Object();

    FunctionMover(HostFiles files, KernelTimeouts timeouts) {
        this.files = files;
        this.bus = new PciBus(files);
        this.timeouts = timeouts;
    }

    /** Another mover, for the members of one group. */
    FunctionMover forOneGroup() {
        return new FunctionMover(files, timeouts);
    }

    boolean exists(PciAddress address) throws HostFileException {
        return bus.exists(address);
    }

    Optional<String> driver(PciAddress address) throws HostFileException {
        return bus.driver(address);
    }

    Binding look(PciAddress address) throws HostFileException {
        return Binding.read(bus, address);
    }

    /**
     * Looks where the function is and takes the steps from there.
     *
     * @return why it did not work out, or empty if every step is done
     */
    Optional<String> move(PciAddress address, Function<Binding, List<Step>> route, StepListener listener) {
        try {
            for (Step step : route.apply(look(address))) {
                Optional<String> failure = take(step, listener);
                if (failure.isPresent()) {
                    return failure;
                }
            }
            return Optional.empty();
        } catch (HostFileException e) {
            return Optional.of(address + ": " + e.getMessage());
        }
    }

    private Optional<String> take(Step step, StepListener listener) {
        try {
            take(step);
            listener.done(step.planned());
            return Optional.empty();
        } catch (StepFailed | HostFileException e) {
            String reason = step.address() + ": " + step.text() + ": " + e.getMessage();
            listener.failed(step.planned(), reason);
            return Optional.of(reason);
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
        }
    }

    private void writeOverride(PciAddress address, String value) throws HostFileException {
        files.write(PciBus.overrideFile(address), value);
    }

    /**
     * Members of one group join vfio one after the other: two at the same moment both make the group's file, and on kernels
     * like 6.1 the one that comes second runs into a WARN_ON (vfio_create_group and vfio_group_release in
     * drivers/vfio/vfio_main.c). On a host with panic_on_warn that is the end.
     */
    private void probe(Step.Probe probe) throws HostFileException {
        if (VfioDrivers.isVfio(probe.driver())) {
            synchronized (joiningVfio) {
                files.write(PROBE, probe.address().toString());
            }
        } else {
            files.write(PROBE, probe.address().toString());
        }
    }

    private void unbind(PciAddress address, String driver) throws HostFileException {
        // By the driver's own file: if the function is on another driver by now, the kernel refuses (ENODEV).
        String file = PciBus.DRIVERS + driver + "/unbind";
        try {
            if (VfioDrivers.isVfio(driver)) {
                files.writeDetached(file, address.toString(), timeouts.unbind());
            } else {
                files.write(file, address.toString());
            }
        } catch (HostFileException e) {
            if (e.error() != HostError.NO_DEVICE || bus.driver(address).isPresent()) {
                throw e;
            }
            // Somebody else has unbound it between our look and our write: it is where the step would have it.
        }
    }

    private void verify(Step.Verify verify) throws HostFileException, StepFailed {
        Optional<String> wanted = Optional.ofNullable(verify.driver());
        Optional<String> driver = bus.driver(verify.address());
        for (int look = 1; !driver.equals(wanted) && look < timeouts.looks() && pause(); look++) {
            driver = bus.driver(verify.address());
        }
        if (!driver.equals(wanted)) {
            throw new StepFailed("it is on " + driver.orElse("no driver"));
        }
    }

    private boolean pause() {
        try {
            Thread.sleep(timeouts.betweenLooks().toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static final class StepFailed extends Exception {
        StepFailed(String message) {
            super(message);
        }
    }
}
