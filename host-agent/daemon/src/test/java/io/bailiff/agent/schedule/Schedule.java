package io.bailiff.agent.schedule;

import io.bailiff.agent.sim.KernelFlavour;
import java.util.List;

/** What happens, in order, on a host with this kernel. */
record Schedule(KernelFlavour kernel, List<Action> actions) {

    Schedule {
        actions = List.copyOf(actions);
    }

    static Schedule of(KernelFlavour kernel, Action... actions) {
        return new Schedule(kernel, List.of(actions));
    }

    /** One action in each line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < actions.size(); i++) {
            text.append(String.format("  %2d. %s%n", i + 1, actions.get(i)));
        }
        return text.toString();
    }
}
