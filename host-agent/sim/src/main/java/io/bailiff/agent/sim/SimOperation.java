package io.bailiff.agent.sim;

/** What can be done to a function, and made to fail or to take its time. */
public enum SimOperation {
    /** A write to its {@code driver_override}. */
    OVERRIDE,
    /** A write of its address to a driver's {@code unbind}. */
    UNBIND,
    /** A write of its address to a driver's {@code bind}. */
    BIND,
    /** A write of its address to {@code drivers_probe}. */
    DRIVERS_PROBE,
    /** A driver's probe routine, whatever led to it. */
    DRIVER_PROBE,
    /** A driver's remove routine, whatever led to it. It can take time, but not fail. */
    DRIVER_REMOVE,
    /** A write to its {@code remove}. */
    REMOVE
}
