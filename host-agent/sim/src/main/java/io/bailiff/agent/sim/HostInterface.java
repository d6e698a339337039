// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.List;

/** An interface created by a host driver for a function. The interface exists while the host driver is bound. */
public sealed interface HostInterface {

    /**
     * A network interface.
     *
     * @param name the interface's name
     * @param mac the MAC address
     * @param bridge the bridge with the interface as a port, or empty
     */
    record Network(String name, String mac, String bridge) implements HostInterface {}

    /**
     * An NVMe controller with one name space.
     *
     * @param controller the controller's name ({@code nvme0})
     * @param disk the controller's disk
     */
    record Nvme(String controller, Block disk) implements HostInterface {}

    /**
     * A graphics card, with or without a text console.
     *
     * @param card the card's DRM name
     * @param connectedOutput the output with a screen, such as {@code VGA-1}, or empty
     * @param frameBuffer the frame buffer of the console ({@code fb0}), or empty
     */
    record Display(String card, String connectedOutput, String frameBuffer) implements HostInterface {}

    /** A sound card. */
    record Sound(String card) implements HostInterface {}

    /**
     * A block device.
     *
     * @param name the device's name
     * @param number the {@code major:minor}
     * @param partitions the partitions
     * @param holders names of the device-mapper devices on top
     */
    record Block(String name, String number, List<Block> partitions, List<String> holders) {
        public Block {
            partitions = List.copyOf(partitions);
            holders = List.copyOf(holders);
        }

        public static Block partition(String name, String number, String... holders) {
            return new Block(name, number, List.of(), List.of(holders));
        }
    }
}
