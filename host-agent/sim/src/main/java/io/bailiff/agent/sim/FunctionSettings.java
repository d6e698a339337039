// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.sim.SimNode.Attribute;
import java.util.List;

/**
 * The files of a function that reset or reconfigure the function: drivers/pci/pci-sysfs.c. The simulated kernel notes a write, and has no more
 * effects than the contract states.
 */
final class FunctionSettings {

    /** Readable files, with the content after boot. */
    private static final List<String> ENDPOINT =
            List.of("reset_method flr bus", "rom ", "resource0 ", "vpd ", "d3cold_allowed 1", "msi_bus 1");

    private static final List<String> BRIDGE = List.of("d3cold_allowed 1", "msi_bus 1");

    private final KernelLock lock;

    FunctionSettings(KernelLock lock) {
        this.lock = lock;
    }

    /** @param isEnabled true if the function answers to reads of its registers */
    void addTo(SimNode.Builder node, SimFunction function, boolean isEnabled) {
        for (String file : function.spec.endpoint() ? ENDPOINT : BRIDGE) {
            int end = file.indexOf(' ');
            node.add(file.substring(0, end), setting(function, file.substring(0, end), file.substring(end + 1)));
        }
        node.add(
                "power",
                new SimNode.Builder()
                        .add("control", setting(function, "power/control", "on"))
                        .build());
        if (function.physical != null) {
            node.add("sriov_vf_msix_count", Attribute.writeOnly(text -> set(function, "sriov_vf_msix_count", text)));
        }
        String reset = function.spec.endpoint() ? "reset" : "reset_subordinate";
        node.add(reset, Attribute.writeOnly(text -> set(function, reset, text)));
        node.add("enable", new Attribute(() -> Attribute.bytes(isEnabled ? "1" : "0"), text -> enable(function, text)));
    }

    private Attribute setting(SimFunction function, String name, String atBoot) {
        return new Attribute(
                () -> Attribute.bytes(lock.look(() -> function.settings.getOrDefault(name, atBoot))),
                text -> set(function, name, text));
    }

    private void set(SimFunction function, String name, String text) throws KernelException {
        lock.run(() -> function.settings.put(name, text.strip()));
    }

    /** enable_store: rejects a function with a driver. */
    private void enable(SimFunction function, String text) throws KernelException {
        lock.run(() -> {
            if (function.driver != null) {
                throw new KernelException(SimErrno.EBUSY);
            }
            function.settings.put("enable", text.strip());
            function.busMaster &= !text.startsWith("0");
        });
    }
}
