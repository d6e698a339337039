// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.testing.schedule.RandomSchedule;
import java.util.List;

/** What happens, in order, on a host with this kernel. */
record Schedule(KernelFlavour kernel, List<Action> actions) implements RandomSchedule<Action, Schedule> {

    Schedule {
        actions = List.copyOf(actions);
    }

    @Override
    public Schedule with(List<Action> others) {
        return new Schedule(kernel, others);
    }

    @Override
    public String setting() {
        return ", on a kernel that " + kernel;
    }
}
