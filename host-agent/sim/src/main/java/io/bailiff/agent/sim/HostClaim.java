// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.Optional;

/** The script of an administrator that takes a function back for the host driver, without regard for guests. */
final class HostClaim {

    private HostClaim() {}

    /** The function cannot be claimed; the message gives the reason. */
    static final class RefusedException extends Exception {

        private final int status;

        RefusedException(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** Returns the lines: unbind if bound, set the override to the boot-time driver, and bind. */
    static String script(SimKernel kernel, PciAddress address) throws RefusedException {
        SimFunction function = find(kernel, address);
        String host = function.bootDriver;
        Optional<String> driver =
                kernel.lock().look(() -> Optional.ofNullable(function.driver).map(SimDriver::name));
        if (host == null) {
            throw new RefusedException(
                    409, address + " had no driver when the host booted: no host driver can claim the function");
        }
        if (driver.equals(Optional.of(host))) {
            throw new RefusedException(409, address + " is already bound to " + host + ": lend the function first");
        }
        String unbind = driver.map(name -> echo(address.toString(), "/sys/bus/pci/drivers/" + name + "/unbind"))
                .orElse("");
        return unbind
                + echo(host, "/sys/bus/pci/devices/" + address + "/driver_override")
                + echo(address.toString(), "/sys/bus/pci/drivers/" + host + "/bind");
    }

    private static SimFunction find(SimKernel kernel, PciAddress address) throws RefusedException {
        SimFunction function = kernel.lock().look(() -> kernel.bus().functions.get(address));
        if (function == null) {
            throw new RefusedException(404, "This host has no function " + address);
        }
        return function;
    }

    private static String echo(String value, String path) {
        return "echo " + value + " > " + path + "\n";
    }
}
