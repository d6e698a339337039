// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.PciBus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The current driver and {@code driver_override} of one function.
 *
 * @param driver the name of the bound driver, or null if the function has no driver
 * @param override the value of {@code driver_override}, or null if no override is set
 */
public record Binding(@Nullable String driver, @Nullable String override) {

    /** Reads the current binding of the function from sysfs. */
    static Binding read(PciBus bus, PciAddress address) throws HostFileException {
        return new Binding(
                bus.driver(address).orElse(null), bus.driverOverride(address).orElse(null));
    }

    static Binding of(FunctionReport function) {
        return new Binding(function.driver(), function.driverOverride());
    }

    /** Returns true if the function is pinned to the driver and bound to the same driver. */
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
