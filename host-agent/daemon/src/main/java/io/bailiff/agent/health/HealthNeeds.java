// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.health;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.group.HostNeeds;
import io.bailiff.agent.group.HostUnknowns;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.process.HostReading;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Adds a refusal for each health event to the needs of a host: a defective function is not lent before an acknowledgement. */
public final class HealthNeeds implements HostNeeds {

    private final HostNeeds needs;
    private final Supplier<KnownHealth> health;

    /** @param health reads the events without an acknowledgement */
    public HealthNeeds(HostNeeds needs, Supplier<KnownHealth> health) {
        this.needs = needs;
        this.health = health;
    }

    @Override
    public List<Refusal> refusals(IommuGroup group) {
        KnownHealth known = health.get();
        List<Refusal> refusals = new ArrayList<>(needs.refusals(group));
        for (FunctionReport member : group.members()) {
            if (known.problem() != null) {
                String reason = "The health events of the host cannot be read: " + known.problem();
                refusals.add(new Refusal(member.address(), Code.HEALTH_EVENT, reason, known.file()));
            }
            known.of(member.address())
                    .forEach(event -> refusals.add(
                            new Refusal(member.address(), Code.HEALTH_EVENT, event.sentence(), known.file())));
        }
        return refusals;
    }

    @Override
    public HostUnknowns unknowns(List<FunctionReport> functions) {
        return needs.unknowns(functions);
    }

    @Override
    public HostNeeds now() {
        return withHealthOfNow(needs.now());
    }

    @Override
    public HostNeeds now(HostReading reading) {
        return withHealthOfNow(needs.now(reading));
    }

    private HostNeeds withHealthOfNow(HostNeeds now) {
        KnownHealth known = health.get();
        return new HealthNeeds(now, () -> known);
    }
}
