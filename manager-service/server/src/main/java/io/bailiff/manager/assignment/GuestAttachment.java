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

/** Gives the guest of an assignment what it lacks of its functions, and tells what it has then. */
@Component
class GuestAttachment {

    private final GuestOperations guestOperations;

    GuestAttachment(GuestOperations guestOperations) {
        this.guestOperations = guestOperations;
    }

    /**
     * What a guest has after libvirt was asked to complete it.
     *
     * @param assignment what it is to have
     * @param holding what it has
     * @param failures libvirt's refusals, by function
     */
    record Outcome(Assignment assignment, Holding holding, Map<LentFunction, GuestException> failures) {

        /** Returns true if nothing is missing, now and at the guest's next start. */
        boolean isWhole() {
            return holding.guest().isPresent()
                    && assignment.functions().stream()
                            .allMatch(function ->
                                    holding.hasWholly(function.address().toString()));
        }

        /**
         * Returns true if only the guest's definition lacks functions: the guest runs with all of them, or it is off and had them
         * before. That libvirt cannot change a definition is no reason to take from the guest what it has.
         */
        boolean lacksDefinitionOnly() {
            return holding.active()
                    ? assignment.functions().stream().allMatch(function -> holding.runsWith(function.shared()))
                    : holding.guest().isPresent()
                            && assignment.functions().stream().allMatch(function -> function.givenAt() != null);
        }

        /** Returns why a function is missing from the guest; empty if libvirt has refused nothing of that. */
        Optional<GuestException> failure() {
            return failures.entrySet().stream()
                    .filter(failed -> !holding.runsWith(failed.getKey().shared()))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }

        /** Says for people what the guest lacks, and why. */
        String problem() {
            String now = lacking(address -> !holding.active() || holding.hasLive(address));
            String defined = lacking(holding::hasDefined);
            String why = failures.values().stream()
                    .findFirst()
                    .map(GuestException::getMessage)
                    .orElse("libvirt does not show it there");
            return AssignmentMoves.shortened((now.isEmpty() ? "" : assignment.guestName() + " lacks " + now + "; ")
                    + (defined.isEmpty()
                            ? ""
                            : "the definition of " + assignment.guestName() + " lacks " + defined
                                    + ", so the next start goes without; ")
                    + "this is tried again: " + why);
        }

        private String lacking(Predicate<String> has) {
            return assignment.functions().stream()
                    .map(function -> function.address().toString())
                    .filter(has.negate())
                    .collect(Collectors.joining(", "));
        }
    }

    /** Returns what the guest has of the group now. */
    Holding look(Assignment assignment) throws GuestException {
        return guestOperations.look(assignment.share());
    }

    /**
     * Adds what is missing, live and in the definition. What the guest does not have now comes first, and a guest that libvirt is
     * busy with is not asked for more: what is left then are definitions, or it would be refused for the same reason.
     *
     * @param before what the guest has
     * @throws GuestException if libvirt does not tell what the guest has now
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
