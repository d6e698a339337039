// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestException.Code;
import io.bailiff.manager.guest.GuestOperations;
import io.bailiff.manager.guest.Holding;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Attaches the missing functions of an assignment to its guest, and reports the result. */
@Component
class GuestAttachment {

    private final GuestOperations guestOperations;

    GuestAttachment(GuestOperations guestOperations) {
        this.guestOperations = guestOperations;
    }

    /**
     * The functions of a guest after an attempt to attach the missing functions.
     *
     * @param assignment the assignment, with the functions for the guest
     * @param holding the functions of the group that the guest has
     * @param failures libvirt's errors, by function
     */
    record Outcome(Assignment assignment, Holding holding, Map<LentFunction, GuestException> failures) {

        /** Returns true if the guest exists and lacks no function, neither now nor at its next start. */
        boolean isWhole() {
            return holding.guest().isPresent()
                    && assignment.functions().stream()
                            .allMatch(function ->
                                    holding.hasWholly(function.address().toString()));
        }

        /**
         * Returns true if only the guest's definition lacks functions: the guest runs with all functions, or the guest is off and had all
         * functions before. The guest then keeps its functions, although libvirt cannot change the definition.
         */
        boolean lacksDefinitionOnly() {
            return holding.active()
                    ? assignment.functions().stream().allMatch(function -> holding.runsWith(function.shared()))
                    : holding.guest().isPresent()
                            && assignment.functions().stream().allMatch(function -> function.givenAt() != null);
        }

        /** Returns libvirt's error for a function that the guest does not run with; empty if there was no error for such a function. */
        Optional<GuestException> failure() {
            return failures.entrySet().stream()
                    .filter(failed -> !holding.runsWith(failed.getKey().shared()))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }

        /** Returns the functions that the guest lacks, and the reason, for people. */
        String problem() {
            String now = lacking(address -> !holding.active() || holding.hasLive(address));
            String defined = lacking(holding::hasDefined);
            String why = failures.values().stream()
                    .findFirst()
                    .map(GuestException::getMessage)
                    .orElse("libvirt does not show the functions there");
            return AssignmentMoves.shortened((now.isEmpty() ? "" : assignment.shownGuest() + " lacks " + now + ". ")
                    + (defined.isEmpty()
                            ? ""
                            : "the definition of " + assignment.shownGuest() + " lacks " + defined
                                    + ": the next start of the guest would be without it. ")
                    + "Bailiff tries again: " + why);
        }

        private String lacking(Predicate<String> has) {
            return assignment.functions().stream()
                    .map(function -> function.address().toString())
                    .filter(has.negate())
                    .collect(Collectors.joining(", "));
        }
    }

    /** Returns the functions of the group that the guest has now. */
    Holding look(Assignment assignment) throws GuestException {
        return guestOperations.look(assignment.share());
    }

    /**
     * Attaches the missing functions, live and in the definition. Functions missing from the running guest come first. If libvirt is away
     * or busy with the guest, no further function is tried. The remaining changes concern definitions only, or would fail for the same
     * reason.
     *
     * @param before the guest's functions before the attempt
     * @throws GuestException if libvirt does not show the guest's functions afterwards
     */
    Outcome complete(Assignment assignment, Holding before) throws GuestException {
        List<LentFunction> missing = assignment.functions().stream()
                .filter(function -> !before.hasWholly(function.address().toString()))
                .sorted(Comparator.comparing(
                        function -> before.hasLive(function.address().toString())))
                .toList();
        Map<LentFunction, GuestException> failures = new LinkedHashMap<>();
        for (LentFunction function : missing) {
            try {
                guestOperations.give(assignment.share(), function.shared());
            } catch (GuestException failure) {
                failures.put(function, failure);
                if (failure.code() != Code.REFUSED) {
                    break;
                }
            }
        }
        return new Outcome(assignment, guestOperations.look(assignment.share()), failures);
    }
}
