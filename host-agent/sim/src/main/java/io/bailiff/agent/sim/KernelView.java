// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a simulated kernel, for people and for tests in other processes.
 *
 * @param flavour the simulated kernel
 * @param release the output of {@code uname -r}
 * @param crash the reason of the crash, or null
 * @param violations every moment with a loose function
 * @param uevents the kernel's uevents
 * @param log the kernel's log
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
