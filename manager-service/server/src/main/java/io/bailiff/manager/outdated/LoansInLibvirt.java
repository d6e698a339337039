// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.outdated;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Printable;
import io.bailiff.manager.api.DifferenceAnswer;
import io.bailiff.manager.assignment.RecordCorrections.Loan;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.Guests;
import io.bailiff.manager.guest.Guests.GuestFunctions;
import io.bailiff.manager.host.Host;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The loans of a host as libvirt shows them: the agent does not know which guest a group was lent to. */
@Component
class LoansInLibvirt {

    /** The guest of a loan that no guest has any more. libvirt knows no guest with this UUID. */
    private static final UUID NOBODY = new UUID(0, 0);

    private final Guests guests;

    LoansInLibvirt(Guests guests) {
        this.guests = guests;
    }

    /** Returns the guests of a host with any of the functions, by one look; empty if libvirt does not answer. */
    Optional<List<GuestFunctions>> look(UUID host, Set<String> functions) {
        try {
            return functions.isEmpty() ? Optional.of(List.of()) : Optional.of(guests.functions(host, functions));
        } catch (GuestException away) {
            return Optional.empty();
        }
    }

    /** Returns the names of the guests of a look with functions of a group, for people. */
    static List<String> names(List<GuestFunctions> look, List<String> members) {
        return names(look.stream()
                .filter(guest -> members.stream().anyMatch(guest.functions()::contains))
                .toList());
    }

    private static List<String> names(List<GuestFunctions> found) {
        return found.stream().map(guest -> Printable.name(guest.guest().name())).toList();
    }

    /**
     * Returns the guest and the functions of a loan. A group without a guest can only be returned.
     *
     * @throws io.bailiff.manager.problem.ProblemException 409 if libvirt does not answer, or shows several guests, or no guest to adopt
     */
    Loan require(Host host, Difference difference, DifferenceAnswer answer) {
        List<String> members = OutdatedController.members(difference);
        List<GuestFunctions> found;
        try {
            found = guests.functions(host.id(), Set.copyOf(members));
        } catch (GuestException away) {
            throw OutdatedProblems.libvirtAway(host, String.valueOf(away.getMessage()))
                    .exception();
        }
        if (found.size() > 1) {
            throw OutdatedProblems.manyGuests(names(found)).exception();
        }
        if (found.isEmpty() && answer == DifferenceAnswer.ADOPT) {
            throw OutdatedProblems.noGuest().exception();
        }
        return found.stream()
                .findFirst()
                .map(guest ->
                        new Loan(guest.guest().uuid(), guest.guest().name(), addresses(List.copyOf(guest.functions()))))
                .orElseGet(() -> new Loan(NOBODY, "no guest", addresses(members)));
    }

    private static List<PciAddress> addresses(List<String> texts) {
        return texts.stream().map(PciAddress::parse).sorted().toList();
    }
}
