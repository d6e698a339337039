package io.bailiff.agent.group;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.api.PlannedStep.Action;
import org.jspecify.annotations.Nullable;

/** One thing that is done to one function. What {@code plan} prints and what {@link FunctionMover} does are the same steps. */
sealed interface Step {

    PciAddress address();

    Action action();

    String text();

    default PlannedStep planned() {
        return new PlannedStep(address(), action(), text());
    }

    /** Sets {@code driver_override} to a driver's name: nothing else can match the function from now on. */
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

    /** Takes the function from the driver that it is on. */
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

    /** Has the kernel look for a driver, which can only be the pinned one. */
    record Probe(PciAddress address, String driver) implements Step {
        @Override
        public Action action() {
            return Action.PROBE;
        }

        @Override
        public String text() {
            return "let " + driver + " take it";
        }
    }

    /** Looks what the function is bound to: that a write succeeded proves nothing. */
    record Verify(PciAddress address, @Nullable String driver) implements Step {
        @Override
        public Action action() {
            return Action.VERIFY;
        }

        @Override
        public String text() {
            return driver == null ? "see that no driver has it" : "see that " + driver + " has it";
        }
    }

    /** Puts {@code driver_override} to what it was. */
    record RestoreOverride(PciAddress address, @Nullable String override) implements Step {
        @Override
        public Action action() {
            return Action.RESTORE_OVERRIDE;
        }

        @Override
        public String text() {
            return "driver_override = " + spelled(override) + " again";
        }
    }

    private static String spelled(@Nullable String override) {
        return override == null ? "not set" : override;
    }
}
