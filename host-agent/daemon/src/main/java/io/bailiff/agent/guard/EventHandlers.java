package io.bailiff.agent.guard;

/**
 * The handlers of the events that {@link Senses} deliver.
 *
 * @param opens handles opens of control files, and writes to them
 * @param uevents handles the kernel's uevents
 */
record EventHandlers(Doorkeeper opens, UeventWatch uevents) {}
