// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.pci.IommuGroup;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses a group with all things of a kind, for example with all consoles of the host. A single thing outside of the group is enough
 * for the host. Only endpoints count: a bridge of the group stays in place.
 *
 * @param code the code of the refusals
 * @param loss the loss of the host without the group: {@code the host has no keyboard}
 * @param all the things of the kind; without any, no group is refused
 */
record LastOnes(Code code, String loss, List<Location> all) implements GroupCheck {

    LastOnes {
        all = List.copyOf(all);
    }

    @Override
    public List<Refusal> refusals(IommuGroup group) {
        List<PciAddress> endpoints =
                group.endpoints().stream().map(FunctionReport::address).toList();
        Set<Refusal> found = new LinkedHashSet<>();
        for (Location one : all) {
            Optional<PciAddress> member =
                    one.functions().stream().filter(endpoints::contains).findFirst();
            if (member.isEmpty()) {
                return List.of();
            }
            found.add(refusal(member.get(), one, group));
        }
        return List.copyOf(found);
    }

    private Refusal refusal(PciAddress member, Location one, IommuGroup group) {
        String reason = member + " has " + one.name() + "; without group " + group.number() + " " + loss;
        return new Refusal(member, code, reason, one.evidence());
    }
}
