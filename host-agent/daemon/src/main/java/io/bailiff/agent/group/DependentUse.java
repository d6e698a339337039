// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.dependents.DependentDevice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The use of one dependent.
 *
 * @param uses the uses for people; empty if the dependent is idle
 * @param unknowns the reasons why another use cannot be excluded
 */
record DependentUse(List<String> uses, List<String> unknowns) {

    DependentUse {
        uses = List.copyOf(uses);
        unknowns = List.copyOf(unknowns);
    }

    /** Returns the uses and unknowns in one line, or null if the dependent is certainly idle. */
    @Nullable
    String text() {
        List<String> all = new ArrayList<>(uses);
        all.addAll(unknowns);
        return all.isEmpty() ? null : String.join(", ", all);
    }

    /** Returns the reasons to keep the function on which the dependent depends. A proven use hides the unknowns. */
    List<Refusal> refusals(DependentDevice device) {
        if (!uses.isEmpty()) {
            return List.of(refusal(device, Code.DEPENDENT_IN_USE, "is in use: " + String.join(", ", uses)));
        }
        return unknowns.stream()
                .map(unknown -> refusal(device, Code.UNKNOWN, "may be in use: " + unknown))
                .toList();
    }

    private static Refusal refusal(DependentDevice device, Code code, String state) {
        String what = words(device) + " " + device.name() + " of " + device.function() + " " + state;
        return new Refusal(device.function(), code, what, device.path());
    }

    private static String words(DependentDevice device) {
        return switch (device.kind()) {
            case VIRTUAL_FUNCTION -> "virtual function";
            case MEDIATED_DEVICE -> "mediated device";
            case BEHIND_CONTROLLER -> "function";
            case FRAMEBUFFER -> "framebuffer";
            case OTHER -> "device";
        };
    }
}
