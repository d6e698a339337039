// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.api.PlannedStep.Action;
import io.bailiff.agent.dependents.Framebuffer;
import io.bailiff.agent.dependents.VirtualFunctions;
import org.jspecify.annotations.Nullable;

/** A single change or check of a function. The output of {@code plan} shows the same steps that {@link FunctionMover} takes. */
sealed interface Step {

    PciAddress address();

    Action action();

    String text();

    default PlannedStep planned() {
        return new PlannedStep(address(), action(), text());
    }

    /** The release of devices that depend on the function, by a write to a file. */
    sealed interface Release extends Step {

        String file();

        String value();

        /** Returns the number of devices to be released: the kernel takes time for each device. */
        int devices();
    }

    /** Unbinds a framebuffer of the firmware from the generic driver. Nothing binds the framebuffer again before the next boot. */
    record ReleaseFramebuffer(PciAddress address, Framebuffer framebuffer) implements Release {
        @Override
        public Action action() {
            return Action.RELEASE_FRAMEBUFFER;
        }

        @Override
        public String text() {
            return "unbind " + framebuffer.device() + " from " + framebuffer.driver()
                    + " (comes back at the next boot)";
        }

        @Override
        public String file() {
            return framebuffer.unbindFile();
        }

        @Override
        public String value() {
            return framebuffer.device();
        }

        @Override
        public int devices() {
            return 1;
        }
    }

    /** Removes the virtual functions of a physical function. */
    record RemoveVirtualFunctions(PciAddress address, int devices) implements Release {
        @Override
        public Action action() {
            return Action.REMOVE_VIRTUAL_FUNCTIONS;
        }

        @Override
        public String text() {
            return "sriov_numvfs = 0 (was " + devices + ")";
        }

        @Override
        public String file() {
            return VirtualFunctions.countFile(address);
        }

        @Override
        public String value() {
            return "0";
        }
    }

    /** Sets {@code driver_override} to the name of a driver: from now on no other driver can match the function. */
    record Pin(PciAddress address, String driver, @Nullable String was) implements Step {
        @Override
        public Action action() {
            return Action.PIN;
        }

        @Override
        public String text() {
            return "driver_override = " + driver + " (was " + spelled(was) + ")";
        }
    }

    /** Unbinds the function from the current driver. */
    record Unbind(PciAddress address, String driver) implements Step {
        @Override
        public Action action() {
            return Action.UNBIND;
        }

        @Override
        public String text() {
            return "unbind from " + driver;
        }
    }

    /** Asks the kernel to look for a driver. For a pinned function only the pinned driver can match. */
    record Probe(PciAddress address, String driver) implements Step {
        @Override
        public Action action() {
            return Action.PROBE;
        }

        @Override
        public String text() {
            return "bind to " + driver;
        }
    }

    /** Reads the driver link of the function: a successful write alone proves nothing. */
    record Verify(PciAddress address, @Nullable String driver) implements Step {
        @Override
        public Action action() {
            return Action.VERIFY;
        }

        @Override
        public String text() {
            return driver == null ? "verify that no driver is bound" : "verify that " + driver + " is bound";
        }
    }

    /**
     * Reads the driver link of a pinned function, and repeats the unbind and the probe if another driver has the function. Such a driver
     * matched before the pin and bound the function after the pin.
     */
    record VerifyPinned(PciAddress address, String driver) implements Step {
        @Override
        public Action action() {
            return Action.VERIFY;
        }

        @Override
        public String text() {
            return "verify that " + driver + " is bound";
        }
    }

    /** Restores {@code driver_override} to the former value. */
    record RestoreOverride(PciAddress address, @Nullable String override) implements Step {
        @Override
        public Action action() {
            return Action.RESTORE_OVERRIDE;
        }

        @Override
        public String text() {
            return override == null ? "clear driver_override" : "restore driver_override = " + override;
        }
    }

    private static String spelled(@Nullable String override) {
        return override == null ? "not set" : override;
    }
}
