// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The uevents of a simulated kernel, in order. Guarded by the kernel's {@link KernelLock}. */
final class Uevents {

    private final List<SimUevent> all = new ArrayList<>();
    private final SysPaths paths;

    Uevents(SysPaths paths) {
        this.paths = paths;
    }

    void function(String action, SimFunction function, @Nullable String driver) {
        add(action, "pci", function.address().toString(), driver, paths.directory(function.spec), false);
    }

    /** Adds the event of a step of error recovery: pci_uevent_ers in drivers/pci/pci-driver.c. */
    void error(SimFunction function, String step) {
        String path = paths.directory(function.spec).substring("/sys".length());
        String name = function.address().toString();
        all.add(new SimUevent(all.size() + 1L, "change", "pci", name, null, path, false, step));
    }

    void driver(String action, SimDriver driver) {
        add(action, "drivers", driver.name(), null, SysPaths.directory(driver), false);
    }

    /** Adds the event of a write to a function's {@code uevent} file. The event names the driver for every action (dev_uevent). */
    void synthetic(String action, SimFunction function) {
        String driver = function.driver == null ? null : function.driver.name();
        add(action, "pci", function.address().toString(), driver, paths.directory(function.spec), true);
    }

    List<SimUevent> after(long sequence) {
        return List.copyOf(all.subList((int) Math.min(sequence, all.size()), all.size()));
    }

    long last() {
        return all.size();
    }

    private void add(
            String action, String subsystem, String name, @Nullable String driver, String path, boolean synthetic) {
        String belowSys = path.substring("/sys".length());
        all.add(new SimUevent(all.size() + 1L, action, subsystem, name, driver, belowSys, synthetic, null));
    }
}
