// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The devices under {@code /sys/class}: the devices created by host drivers for functions, and the virtual devices on top. */
final class ClassDevices {

    /**
     * A device of a class.
     *
     * @param classes the classes with the device
     * @param name the device's name in the classes
     * @param directory the device's real directory
     * @param number the {@code major:minor} of a block device, or empty
     */
    record Entry(List<String> classes, String name, String directory, String number) {}

    private static final String VIRTUAL = "/sys/devices/virtual/";

    private final SimBus bus;
    private final SysPaths paths;
    private final HostSystem system;

    ClassDevices(SimBus bus, SysPaths paths, HostSystem system) {
        this.bus = bus;
        this.paths = paths;
        this.system = system;
    }

    /** Returns all current devices. */
    List<Entry> all() {
        List<Entry> entries = new ArrayList<>();
        for (SimFunction function : bus.functions.values()) {
            shown(function).forEach(device -> addTo(entries, paths.directory(function.spec), device));
        }
        system.mappedDisks()
                .forEach(disk -> entries.add(
                        new Entry(List.of("block"), disk.name(), VIRTUAL + "block/" + disk.name(), disk.number())));
        system.bridges().forEach(bridge -> entries.add(virtual("net", bridge.name())));
        bus.links.vlans().forEach(vlan -> entries.add(virtual("net", vlan.name)));
        entries.add(virtual("net", "lo"));
        entries.add(virtual("tty", "console"));
        entries.add(virtual("tty", "tty0"));
        return entries;
    }

    /** Returns the function's visible interfaces: none unless a host driver is bound. */
    Stream<HostInterface> shown(SimFunction function) {
        boolean usable =
                function.bound && function.driver != null && function.driver.spec.kind() == DriverSpec.Kind.HOST;
        return usable ? function.spec.interfaces().stream() : Stream.empty();
    }

    Optional<Entry> find(String inClass, String name) {
        return all().stream()
                .filter(entry ->
                        entry.classes().contains(inClass) && entry.name().equals(name))
                .findFirst();
    }

    /** Returns the names of the current ports of a bridge. */
    List<String> ports(String bridge) {
        return bus.links.ports(bridge);
    }

    /** Returns the settings of the network interfaces. */
    Links links() {
        return bus.links;
    }

    private static Entry virtual(String inClass, String name) {
        return new Entry(List.of(inClass), name, VIRTUAL + inClass + "/" + name, "");
    }

    private static void addTo(List<Entry> entries, String function, HostInterface device) {
        if (device instanceof HostInterface.Network network) {
            entries.add(new Entry(List.of("net"), network.name(), function + "/net/" + network.name(), ""));
        } else if (device instanceof HostInterface.Nvme nvme) {
            String controller = function + "/nvme/" + nvme.controller();
            entries.add(new Entry(List.of("nvme"), nvme.controller(), controller, ""));
            addBlock(entries, controller, nvme.disk());
        } else if (device instanceof HostInterface.Display display) {
            addDisplay(entries, function, display);
        } else if (device instanceof HostInterface.Sound sound) {
            entries.add(new Entry(List.of("sound"), sound.card(), function + "/sound/" + sound.card(), ""));
        }
    }

    private static void addBlock(List<Entry> entries, String above, HostInterface.Block block) {
        String directory = above + "/" + block.name();
        entries.add(new Entry(List.of("block"), block.name(), directory, block.number()));
        block.partitions().forEach(partition -> addBlock(entries, directory, partition));
    }

    private static void addDisplay(List<Entry> entries, String function, HostInterface.Display display) {
        String card = function + "/drm/" + display.card();
        entries.add(new Entry(List.of("drm"), display.card(), card, ""));
        if (!display.connectedOutput().isEmpty()) {
            String connector = display.card() + "-" + display.connectedOutput();
            entries.add(new Entry(List.of("drm"), connector, card + "/" + connector, ""));
        }
        if (!display.frameBuffer().isEmpty()) {
            String name = display.frameBuffer();
            entries.add(new Entry(List.of("graphics"), name, function + "/graphics/" + name, ""));
        }
    }
}
