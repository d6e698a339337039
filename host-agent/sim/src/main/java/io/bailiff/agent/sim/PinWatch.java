package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Watches that no function is ever loose: unbound with no override, although a driver had it when the host had booted. While
 * a function is loose, any probe can bind it to a host driver under a guest's nose.
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
