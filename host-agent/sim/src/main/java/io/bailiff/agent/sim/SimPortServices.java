// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.SimNode.Attribute;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The hot-plug services of the ports of a simulated host: drivers/pci/pcie/portdrv_core.c and drivers/pci/hotplug/pciehp_core.c. A host has no
 * service until a test adds one. Safe for any number of threads.
 */
public final class SimPortServices {

    private static final String SUFFIX = ":pcie204";

    private final KernelLock lock;
    private final TreeMap<String, Boolean> bound = new TreeMap<>();

    SimPortServices(KernelLock lock) {
        this.lock = lock;
    }

    /** Adds the service of a port, bound to pciehp. */
    public void add(PciAddress port) {
        lock.change(() -> bound.put(port + SUFFIX, true));
    }

    /** Returns true if the port reports new functions. */
    public boolean isOn(PciAddress port) {
        return lock.look(() -> bound.getOrDefault(port + SUFFIX, false));
    }

    /** Returns the content of {@code /sys/bus/pci_express}. */
    SortedMap<String, SimNode> names() {
        return new SimNode.Builder()
                .add(
                        "drivers",
                        new SimNode.Builder().directory("pciehp", this::driver).build())
                .add("drivers_probe", Attribute.writeOnly(text -> set(text.strip(), true)))
                .names();
    }

    private SortedMap<String, SimNode> driver() {
        SimNode.Builder node = new SimNode.Builder()
                .add("bind", Attribute.writeOnly(text -> set(text.strip(), true)))
                .add("unbind", Attribute.writeOnly(text -> set(text.strip(), false)));
        bound.forEach((service, isBound) -> {
            if (isBound) {
                node.link(service, "../../../../devices/" + service);
            }
        });
        return node.names();
    }

    /** bind_store and unbind_store in drivers/base/bus.c. */
    private void set(String service, boolean isBound) throws KernelException {
        lock.run(() -> {
            if (!Boolean.valueOf(!isBound).equals(bound.get(service))) {
                throw new KernelException(SimErrno.ENODEV);
            }
            bound.put(service, isBound);
        });
    }
}
