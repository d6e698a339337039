// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.PlannedStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The plan for one member of a group during a detach. */
public sealed interface MemberPlan {

    PciAddress address();

    List<PlannedStep> steps();

    /** The member moves to a vfio driver or to {@code pci-stub}, away from the host. */
    record Move(Journal.Member member, List<PlannedStep> steps) implements MemberPlan {

        /** @param configuration the configuration that goes with the current driver, or null */
        static Move of(FunctionReport function, String targetDriver, @Nullable HostConfiguration configuration) {
            Journal.Member member = new Journal.Member(
                    function.address(),
                    function.driver(),
                    function.driverOverride(),
                    targetDriver,
                    MemberIdentity.of(function),
                    configuration,
                    null);
            List<PlannedStep> steps = Route.away(member, Binding.of(function)).stream()
                    .map(Step::planned)
                    .toList();
            return new Move(member, steps);
        }

        public Move {
            steps = List.copyOf(steps);
        }

        @Override
        public PciAddress address() {
            return member.address();
        }
    }

    /** The member keeps the current driver and override. */
    record Keep(PciAddress address, String reason) implements MemberPlan {

        @Override
        public List<PlannedStep> steps() {
            return List.of(new PlannedStep(address, PlannedStep.Action.KEEP, reason));
        }
    }
}
