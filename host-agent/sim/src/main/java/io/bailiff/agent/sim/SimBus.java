// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The PCI bus: functions, drivers and groups. Guarded by the kernel's {@link KernelLock}. */
final class SimBus {

    final TreeMap<PciAddress, SimFunction> functions = new TreeMap<>();
    final TreeMap<PciAddress, SimFunction> removed = new TreeMap<>();
    final TreeMap<Integer, SimGroup> groups = new TreeMap<>();
    final Map<String, SimDriver> drivers = new LinkedHashMap<>();
    final Links links = new Links();
    boolean autoprobe = true;
    private long nodes;

    SimFunction add(FunctionSpec spec, Optional<Integer> groupNumber) {
        SimGroup group = groupNumber
                .map(number -> groups.computeIfAbsent(number, SimGroup::new))
                .orElse(null);
        SimFunction function = new SimFunction(spec, group, nodes++);
        functions.put(spec.address(), function);
        if (group != null) {
            group.members.put(spec.address(), function);
        }
        return function;
    }

    void remove(SimFunction function) {
        function.removed = true;
        functions.remove(function.address());
        removed.put(function.address(), function);
        function.group().ifPresent(group -> {
            group.members.remove(function.address());
            if (group.members.isEmpty()) {
                groups.remove(group.number);
            }
        });
    }

    /**
     * Returns the function named in a write to a file of the bus. The text up to a NUL must be the name, with at most one line feed
     * (bus_find_device_by_name in include/linux/device/bus.h, sysfs_streq in lib/string_helpers.c).
     *
     * @throws KernelException ENODEV if no such function exists
     */
    SimFunction named(String text) throws KernelException {
        String upToNul = text.contains("\0") ? text.substring(0, text.indexOf('\0')) : text;
        String name = upToNul.endsWith("\n") ? upToNul.substring(0, upToNul.length() - 1) : upToNul;
        return functions.values().stream()
                .filter(function -> function.address().toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new KernelException(SimErrno.ENODEV));
    }

    List<SimDriver> loadedDrivers() {
        return drivers.values().stream().filter(driver -> driver.loaded).toList();
    }

    /** Returns the lowest number unused by the functions on vfio drivers. */
    int freeVfioNumber() {
        Set<Integer> taken = functions.values().stream()
                .flatMap(function -> function.vfioNumber().stream())
                .collect(Collectors.toSet());
        return Stream.iterate(0, number -> number + 1)
                .filter(number -> !taken.contains(number))
                .findFirst()
                .orElseThrow();
    }

    List<SimFunction> children(PciAddress bridge) {
        return functions.values().stream()
                .filter(function -> function.spec.parent().equals(Optional.of(bridge)))
                .toList();
    }
}
