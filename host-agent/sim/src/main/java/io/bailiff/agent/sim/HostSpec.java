// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The initial state of a simulated host.
 *
 * @param functions the host's PCI functions
 * @param drivers the kernel's built-in and loadable drivers
 * @param system the system on the host
 */
public record HostSpec(List<FunctionSpec> functions, List<DriverSpec> drivers, HostSystem system) {

    public HostSpec {
        functions = List.copyOf(functions);
        drivers = List.copyOf(drivers);
    }

    public HostSpec with(FunctionSpec function) {
        List<FunctionSpec> more = new ArrayList<>(functions);
        more.removeIf(present -> present.address().equals(function.address()));
        more.add(function);
        return new HostSpec(more, drivers, system);
    }

    public HostSpec with(DriverSpec driver) {
        List<DriverSpec> more = new ArrayList<>(drivers);
        more.removeIf(present -> present.name().equals(driver.name()));
        more.add(driver);
        return new HostSpec(functions, more, system);
    }

    /** Returns the same host with a changed system. */
    public HostSpec with(UnaryOperator<HostSystem> change) {
        return new HostSpec(functions, drivers, change.apply(system));
    }
}
