package io.bailiff.agent.api;

/**
 * One step that a detach or a reattach would take, in the order of the list it stands in. Steps of different functions
 * run in parallel; the steps of one function in this order.
 *
 * @param address the function
 * @param action what is done to it
 * @param text the same for people: {@code driver_override = vfio-pci (was not set)}
 */
public record PlannedStep(PciAddress address, Action action, String text) {

    /** What a step does. */
    public enum Action {
        /** Sets {@code driver_override}, so that nothing else can match the function. */
        PIN,
        /** Takes the function from its driver. */
        UNBIND,
        /** Lets the pinned driver have it. */
        PROBE,
        /** Looks whether the driver really has it. */
        VERIFY,
        /** Puts {@code driver_override} back to what it was. */
        RESTORE_OVERRIDE,
        /** Nothing: the function stays as it is, and the text says why. */
        KEEP
    }
}
