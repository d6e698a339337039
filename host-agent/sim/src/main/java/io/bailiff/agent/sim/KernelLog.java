package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.List;

/** What the simulated kernel says in dmesg, and what a real one would drop without a word. Guarded by {@link KernelLock}. */
final class KernelLog {

    private final List<String> lines = new ArrayList<>();

    void add(String line) {
        lines.add(line);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
