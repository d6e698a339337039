package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.PciBus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a function is bound to, and what its {@code driver_override} says.
 *
 * @param driver its driver, or null
 * @param override its {@code driver_override}, or null where none is set
 */
public record Binding(@Nullable String driver, @Nullable String override) {

    /** As the kernel shows it now. */
    static Binding read(PciBus bus, PciAddress address) throws HostFileException {
        return new Binding(
                bus.driver(address).orElse(null), bus.driverOverride(address).orElse(null));
    }

    static Binding of(FunctionReport function) {
        return new Binding(function.driver(), function.driverOverride());
    }

    /** Whether the function is pinned to this driver and bound to it. */
    boolean isHeldBy(String wanted) {
        return wanted.equals(driver) && wanted.equals(override);
    }

    boolean isBoundTo(@Nullable String wanted) {
        return Objects.equals(driver, wanted);
    }

    @Override
    public String toString() {
        return (driver == null ? "no driver" : driver) + ", override " + (override == null ? "not set" : override);
    }
}
