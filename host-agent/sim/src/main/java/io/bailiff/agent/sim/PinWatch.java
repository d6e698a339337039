// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Records every loose function: unbound and without an override, although the function had a driver after boot. While a
 * function is loose, any probe can bind the function to a host driver and so take the function from a guest.
 */
final class PinWatch {

    private final List<String> violations = new ArrayList<>();

    void check(SimFunction function, String operation) {
        if (function.bootDriver != null && function.driver == null && function.override == null && !function.removed) {
            violations.add(function.address() + " is on no driver and has no override after: " + operation);
        }
    }

    List<String> violations() {
        return List.copyOf(violations);
    }
}
