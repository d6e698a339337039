// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/** The files of vfio: {@code /dev/vfio}, and the classes {@code vfio} (groups) and {@code vfio-dev} (functions) in sysfs. */
final class VfioTree {

    private final KernelFlavour flavour;
    private final SimBus bus;
    private final SysPaths paths;

    VfioTree(SimKernel kernel) {
        this.flavour = kernel.flavour();
        this.bus = kernel.bus();
        this.paths = new SysPaths(bus);
    }

    /** Adds {@code /dev/vfio}, and {@code /dev/iommu} on a kernel without files of groups. */
    void addDeviceFiles(SimNode.Builder dev) {
        if (isLoaded()) {
            dev.directory("vfio", this::deviceFiles);
        }
        if (!flavour.hasGroupFiles()) {
            dev.file("iommu", "");
        }
    }

    /** Adds the classes of the loaded module vfio: vfio_group_init and vfio_init in drivers/vfio. */
    void addClasses(SimNode.Builder classes) {
        if (isLoaded() && flavour.hasGroupFiles()) {
            classes.directory("vfio", this::groups);
        }
        if (isLoaded() && flavour.showsVfioDevices()) {
            classes.directory("vfio-dev", this::devices);
        }
    }

    /** Adds the devices of the groups' files to {@code /sys/devices/virtual}. */
    void addVirtualDevices(SimNode.Builder virtual) {
        if (isLoaded() && flavour.hasGroupFiles()) {
            SimNode.Builder groups = new SimNode.Builder();
            groupNames().forEach(name -> groups.add(name, new SimNode.Builder().build()));
            virtual.add("vfio", groups.build());
        }
    }

    /** Returns the number of the function's vfio device in sysfs. */
    Optional<Integer> shownNumber(SimFunction function) {
        return function.vfioNumber().filter(number -> function.bound || !flavour.removesVfioDevicesFirst());
    }

    /** Returns the target of the link to an open file of a function in {@code /proc/PID/fd}. */
    String openFile(SimFunction function) {
        if (flavour.hasGroupFiles()) {
            return "anon_inode:[vfio-device]";
        }
        String name = "/dev/vfio/devices/vfio" + function.vfioNumber().orElseThrow();
        return shownNumber(function).isPresent() ? name : name + " (deleted)";
    }

    /** Returns the content of {@code fdinfo} of an open file of a function: vfio_device_show_fdinfo. */
    String fileInfo(SimFunction function) {
        String device =
                flavour.namesOpenFunctions() ? "vfio-device-syspath: " + paths.directory(function.spec) + "\n" : "";
        return "pos:\t0\nflags:\t02000002\nmnt_id:\t15\nino:\t1057\n" + device;
    }

    private boolean isLoaded() {
        return bus.loadedDrivers().stream().anyMatch(driver -> driver.spec.kind() == DriverSpec.Kind.VFIO);
    }

    private SortedMap<String, SimNode> deviceFiles() {
        SimNode.Builder node = new SimNode.Builder();
        if (flavour.hasGroupFiles()) {
            node.file("vfio", "");
            groupNames().forEach(name -> node.file(name, ""));
        } else {
            node.directory("devices", this::functionFiles);
        }
        return node.names();
    }

    private SortedMap<String, SimNode> functionFiles() {
        SimNode.Builder node = new SimNode.Builder();
        bus.functions
                .values()
                .forEach(function -> shownNumber(function).ifPresent(number -> node.file("vfio" + number, "")));
        return node.names();
    }

    private SortedMap<String, SimNode> groups() {
        SimNode.Builder node = new SimNode.Builder();
        groupNames().forEach(name -> node.link(name, "../../devices/virtual/vfio/" + name));
        return node.names();
    }

    private SortedMap<String, SimNode> devices() {
        SimNode.Builder node = new SimNode.Builder();
        bus.functions
                .values()
                .forEach(function -> shownNumber(function)
                        .ifPresent(number -> node.link(
                                "vfio" + number,
                                SysPaths.relative(
                                        "/sys/class/vfio-dev",
                                        paths.directory(function.spec) + "/vfio-dev/vfio" + number))));
        return node.names();
    }

    private Stream<String> groupNames() {
        return bus.groups.values().stream()
                .filter(SimGroup::hasVfioMember)
                .map(group -> Integer.toString(group.number));
    }
}
