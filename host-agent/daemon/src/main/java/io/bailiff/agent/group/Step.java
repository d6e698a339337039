// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.api.PlannedStep.Action;
import org.jspecify.annotations.Nullable;

/** A single change or check of a function. The output of {@code plan} shows the same steps that {@link FunctionMover} takes. */
sealed interface Step {

    PciAddress address();

    Action action();

    String text();

    default PlannedStep planned() {
        return new PlannedStep(address(), action(), text());
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
