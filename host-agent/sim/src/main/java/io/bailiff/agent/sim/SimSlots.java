// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.SimNode.Attribute;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The hot-plug slots of a simulated host: drivers/pci/slot.c and drivers/pci/hotplug/pci_hotplug_core.c. A host has no slot until a test adds
 * one. Safe for any number of threads.
 */
public final class SimSlots {

    private final KernelLock lock;
    private final SimBus bus;
    private final HotPlug hotPlug;
    private final TreeMap<String, Slot> slots = new TreeMap<>();
    private final TreeMap<String, PciAddress> buses = new TreeMap<>();

    private static final class Slot {

        private final String address;
        private boolean isOn;

        Slot(String address, boolean isOn) {
            this.address = address;
            this.isOn = isOn;
        }
    }

    SimSlots(KernelLock lock, SimBus bus, HotPlug hotPlug) {
        this.lock = lock;
        this.bus = bus;
        this.hotPlug = hotPlug;
    }

    /**
     * Adds a slot with functions, which is on.
     *
     * @param address domain, bus and device: {@code 0000:02:01}
     */
    public void add(String name, String address) {
        lock.change(() -> slots.put(name, new Slot(address, true)));
    }

    /**
     * Adds an empty slot below a root port, which is off.
     *
     * @param address domain, bus and device: {@code 0000:20:00}
     */
    public void addEmpty(String name, String address, PciAddress rootPort) {
        lock.change(() -> {
            slots.put(name, new Slot(address, false));
            buses.put(address.substring(0, address.lastIndexOf(':')), rootPort);
        });
    }

    /** Returns the content of {@code /sys/class/pci_bus}: the buses of the empty slots. */
    SortedMap<String, SimNode> buses() {
        SimNode.Builder node = new SimNode.Builder();
        buses.forEach((bus, port) -> node.link(bus, "../../devices/pci0000:00/" + port + "/pci_bus/" + bus));
        return node.names();
    }

    /** Returns the content of {@code /sys/bus/pci/slots}. */
    SortedMap<String, SimNode> names() {
        SimNode.Builder node = new SimNode.Builder();
        slots.forEach((name, slot) -> node.directory(name, () -> files(slot)));
        return node.names();
    }

    private SortedMap<String, SimNode> files(Slot slot) {
        return new SimNode.Builder()
                .file("address", slot.address)
                .add(
                        "power",
                        new Attribute(
                                () -> Attribute.bytes(lock.look(() -> slot.isOn) ? "1" : "0"),
                                text -> power(slot, text)))
                .add("attention", new Attribute(() -> Attribute.bytes("0"), text -> {}))
                .add("test", Attribute.writeOnly(text -> {}))
                .names();
    }

    /** power_write_file: the low eight bits of the number at the start of the text, 0 without a digit. */
    private void power(Slot slot, String text) throws KernelException {
        int number = 0;
        for (int at = 0; at < text.length() && Character.isDigit(text.charAt(at)); at++) {
            number = (number * 10 + Character.digit(text.charAt(at), 10)) & 0xff;
        }
        if (number > 1 || (number == 1) == lock.look(() -> slot.isOn)) {
            throw new KernelException(SimErrno.EINVAL);
        }
        boolean isOn = number == 1;
        lock.change(() -> slot.isOn = isOn);
        if (isOn) {
            hotPlug.rescan();
        } else {
            removeAll(slot);
        }
    }

    private void removeAll(Slot slot) throws KernelException {
        List<SimFunction> functions = lock.look(() -> bus.functions.values().stream()
                .filter(function -> function.address().toString().startsWith(slot.address + "."))
                .toList());
        for (SimFunction function : functions) {
            hotPlug.remove(function.address(), "1");
        }
    }
}
