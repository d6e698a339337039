// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.List;
import java.util.Optional;

/** The paths of functions below {@code /sys/devices}, and sysfs's spelling of links. */
final class SysPaths {

    private final SimBus bus;

    SysPaths(SimBus bus) {
        this.bus = bus;
    }

    /** Returns the real directory of a function: {@code /sys/devices/pci0000:00/0000:00:05.0/0000:01:00.0}. */
    String directory(FunctionSpec function) {
        Optional<FunctionSpec> parent =
                function.parent().map(bus.functions::get).map(bridge -> bridge.spec);
        String above = parent.map(this::directory).orElse("/sys/devices/" + rootBus(function));
        return above + "/" + function.address();
    }

    /** Returns the directory of a driver. */
    static String directory(SimDriver driver) {
        return "/sys/bus/pci/drivers/" + driver.name();
    }

    /** Returns the name of the root bus directory of a function without a bridge. */
    static String rootBus(FunctionSpec function) {
        String address = function.address().toString();
        return "pci" + address.substring(0, address.lastIndexOf(':'));
    }

    /** Returns the target of a link in a directory to a path, in sysfs's spelling: relative. */
    static String relative(String fromDirectory, String to) {
        List<String> from = List.of(fromDirectory.split("/"));
        List<String> target = List.of(to.split("/"));
        int common = 0;
        while (common < Math.min(from.size(), target.size()) && from.get(common).equals(target.get(common))) {
            common++;
        }
        return "../".repeat(from.size() - common) + String.join("/", target.subList(common, target.size()));
    }
}
