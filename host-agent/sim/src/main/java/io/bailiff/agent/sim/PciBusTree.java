// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.SortedMap;

/** {@code /sys/bus/pci}. */
final class PciBusTree {

    private final SimBus bus;
    private final SysPaths paths;
    private final DriverFiles files;
    private final HotPlug hotPlug;
    private final SimSlots slots;

    PciBusTree(SimKernel kernel, SysPaths paths) {
        this.bus = kernel.bus();
        this.paths = paths;
        this.files = kernel.driverFiles();
        this.hotPlug = kernel.hotPlug();
        this.slots = kernel.slots();
    }

    SortedMap<String, SimNode> names() {
        return new SimNode.Builder()
                .directory("devices", this::busDevices)
                .directory("drivers", this::drivers)
                .directory("slots", slots::names)
                .add("drivers_probe", SimNode.Attribute.writeOnly(files::driversProbe))
                .add("rescan", SimNode.Attribute.writeOnly(text -> hotPlug.rescan()))
                .add(
                        "drivers_autoprobe",
                        new SimNode.Attribute(
                                () -> SimNode.Attribute.bytes(bus.autoprobe ? "1\n" : "0\n"), files::writeAutoprobe))
                .names();
    }

    private SortedMap<String, SimNode> busDevices() {
        SimNode.Builder node = new SimNode.Builder();
        bus.functions
                .values()
                .forEach(function ->
                        node.link(function.address().toString(), linkFrom("/sys/bus/pci/devices", function)));
        return node.names();
    }

    private SortedMap<String, SimNode> drivers() {
        SimNode.Builder node = new SimNode.Builder();
        bus.loadedDrivers().forEach(driver -> node.directory(driver.name(), () -> driver(driver)));
        return node.names();
    }

    private SortedMap<String, SimNode> driver(SimDriver driver) {
        SimNode.Builder node = new SimNode.Builder()
                .add("bind", SimNode.Attribute.writeOnly(text -> files.bind(driver, text)))
                .add("unbind", SimNode.Attribute.writeOnly(text -> files.unbind(driver, text)))
                .add("new_id", SimNode.Attribute.writeOnly(text -> files.newId(driver, text)))
                .add("remove_id", SimNode.Attribute.writeOnly(text -> files.removeId(driver, text)))
                .link("module", "../../../../module/" + driver.spec.module());
        bus.functions.values().stream()
                .filter(function ->
                        function.shownDriver().filter(driver::equals).isPresent())
                .forEach(function -> node.link(
                        function.address().toString(), linkFrom("/sys/bus/pci/drivers/" + driver.name(), function)));
        return node.names();
    }

    private String linkFrom(String directory, SimFunction function) {
        return SysPaths.relative(directory, paths.directory(function.spec));
    }
}
