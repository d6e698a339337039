// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

/**
 * The handlers of the events from {@link GuardBackends}.
 *
 * @param opens handles opens of control files and writes to overrides
 * @param writes handles writes to covered files
 * @param uevents handles the kernel's uevents
 */
record EventHandlers(OpenHandler opens, WriteHandler writes, UeventHandler uevents) {}
