package io.bailiff.agent.guard;

/**
 * The handlers of the events that {@link GuardBackends} deliver.
 *
 * @param opens handles opens of control files, and writes to them
 * @param uevents handles the kernel's uevents
 */
record EventHandlers(OpenHandler opens, UeventHandler uevents) {}
