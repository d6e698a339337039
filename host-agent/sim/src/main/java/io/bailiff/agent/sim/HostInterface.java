package io.bailiff.agent.sim;

import java.util.List;

/** What a host driver makes of a function. It is there while the host driver is bound. */
public sealed interface HostInterface {

    /**
     * A network interface.
     *
     * @param name its name
     * @param mac its address
     * @param bridge the bridge interface that it is a port of, or empty
     */
    record Network(String name, String mac, String bridge) implements HostInterface {}

    /**
     * An NVMe controller with one name space.
     *
     * @param controller its name ({@code nvme0})
     * @param disk its disk
     */
    record Nvme(String controller, Block disk) implements HostInterface {}

    /**
     * A graphics card with a text console on it, or without.
     *
     * @param card its DRM name
     * @param connectedOutput its output with a screen, such as {@code VGA-1}, or empty
     * @param frameBuffer the frame buffer of the console ({@code fb0}), or empty
     */
    record Display(String card, String connectedOutput, String frameBuffer) implements HostInterface {}

    /** A sound card. */
    record Sound(String card) implements HostInterface {}

    /**
     * A block device.
     *
     * @param name its name
     * @param number its {@code major:minor}
     * @param partitions its partitions
     * @param holders names of the device-mapper devices that are built on it
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
