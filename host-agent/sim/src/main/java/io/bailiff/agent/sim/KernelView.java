package io.bailiff.agent.sim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a simulated kernel is, for people and for tests outside its process.
 *
 * @param flavour which kernel
 * @param release what {@code uname -r} says
 * @param crash why it is dead, or null
 * @param violations every moment at which a function was loose
 * @param uevents its uevents
 * @param log what it has logged
 */
public record KernelView(
        KernelFlavour flavour,
        String release,
        @Nullable String crash,
        List<String> violations,
        List<SimUevent> uevents,
        List<String> log) {

    public KernelView {
        violations = List.copyOf(violations);
        uevents = List.copyOf(uevents);
        log = List.copyOf(log);
    }

    static KernelView of(SimKernel kernel, long after) {
        return new KernelView(
                kernel.flavour(),
                kernel.flavour().release(),
                kernel.crash().orElse(null),
                kernel.violations(),
                kernel.ueventsAfter(after),
                kernel.log());
    }
}
