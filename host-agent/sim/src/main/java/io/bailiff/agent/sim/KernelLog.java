// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * The messages of the simulated kernel in dmesg, including failures dropped silently by a real kernel. Guarded by
 * {@link KernelLock}.
 */
final class KernelLog {

    private final List<String> lines = new ArrayList<>();

    void add(String line) {
        lines.add(line);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
