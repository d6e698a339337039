// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

/** Receives the results at the lower end of a stack of devices. */
interface DependencySink {

    /**
     * Receives a device at the bottom of the stack.
     *
     * @param path the real path of the device in {@code /sys/devices}
     * @param chain the name of the device and the devices on top: {@code /dev/sda1, used by LVM volume vg0-root}
     */
    void found(String path, String chain);

    /** Receives an unknown about the bottom of the stack. The text is a sentence without the full stop. */
    void unknown(UnknownScope scope, String text);
}
