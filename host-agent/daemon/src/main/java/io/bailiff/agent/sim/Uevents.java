package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The uevents of a simulated kernel, in their order. Guarded by the kernel's {@link KernelLock}. */
final class Uevents {

    private final List<SimUevent> all = new ArrayList<>();

    void function(String action, SimFunction function, @Nullable String driver) {
        add(action, "pci", function.address().toString(), driver);
    }

    void driver(String action, SimDriver driver) {
        add(action, "drivers", driver.name(), null);
    }

    List<SimUevent> after(long sequence) {
        return all.stream().filter(event -> event.sequence() > sequence).toList();
    }

    private void add(String action, String subsystem, String name, @Nullable String driver) {
        all.add(new SimUevent(all.size() + 1L, action, subsystem, name, driver));
    }
}
