package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Everything that a simulated host begins with.
 *
 * @param functions its PCI functions
 * @param drivers the drivers that its kernel has or can load
 * @param system what runs on it
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

    /** The same host with something else running on it. */
    public HostSpec with(UnaryOperator<HostSystem> change) {
        return new HostSpec(functions, drivers, change.apply(system));
    }
}
