// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.ClaimReach.Effect;
import io.bailiff.agent.guard.LentGroup.Member;
import io.bailiff.agent.guard.Way.Scope;
import io.bailiff.agent.guard.Way.Treatment;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides about the files that belong to one function, slot or group, by {@link Ways}. A file that is decided by its value has an effect only
 * if the value is new and the kernel would accept it; an open may bring any value.
 */
final class FunctionFileReach {

    /** The reason to refuse power to an empty slot. */
    static final String NEW_FUNCTION =
            "a new function in the slot joins the group and gets a host driver at once, and this kernel then crashes";

    private static final String OFF = "0";

    private final boolean newFunctionsAreRefused;
    private final Surroundings surroundings;

    /** @param newFunctionsAreRefused true if the kernel keeps host drivers out of a group in use */
    FunctionFileReach(boolean newFunctionsAreRefused, Surroundings surroundings) {
        this.newFunctionsAreRefused = newFunctionsAreRefused;
        this.surroundings = surroundings;
    }

    Effect effect(Attempt attempt, Member member) {
        if (mayCrash(attempt.file(), member)) {
            return OFF.equals(attempt.value()) ? Effect.NONE : Effect.TOUCHES;
        }
        Optional<Scope> scope = scope(attempt.file(), member);
        if (scope.isEmpty()) {
            return Effect.NONE;
        }
        Optional<Treatment> treatment =
                Ways.find(scope.get(), attempt.file().name()).map(Way::treatment);
        boolean touches = treatment.isPresent()
                && switch (treatment.get()) {
                    case HOLD -> takes(attempt, scope.get(), member);
                    case REFUSE -> true;
                    case RESCAN, HARMLESS, UNLOAD, READ_ONLY -> false;
                };
        return touches ? Effect.TOUCHES : Effect.NONE;
    }

    /** Returns the reason to refuse every write to the file; empty if a write may wait for the release of the member. */
    Optional<String> refusal(ControlFile file, Member member) {
        return mayCrash(file, member) ? Optional.of(NEW_FUNCTION) : reason(file, member);
    }

    /** Returns true if the file switches on an empty slot, and a function there crashes the kernel. */
    private boolean mayCrash(ControlFile file, Member member) {
        return !newFunctionsAreRefused
                && file.kind() == Kind.SLOT_POWER
                && file.slot()
                        .filter(slot -> surroundings.mayFillGroup(slot, member))
                        .isPresent();
    }

    private Optional<String> reason(ControlFile file, Member member) {
        return scope(file, member)
                .flatMap(scope -> Ways.find(scope, file.name()))
                .filter(way -> way.treatment() == Treatment.REFUSE)
                .map(Way::reason);
    }

    private Optional<Scope> scope(ControlFile file, Member member) {
        if (file.function() != null) {
            return member.relation(file.function());
        }
        Optional<Scope> slot = file.slot()
                .filter(name -> surroundings.mayBeInSlot(name, member))
                .map(name -> Scope.SLOT);
        return slot.isPresent()
                ? slot
                : file.group()
                        .filter(number -> surroundings.mayBeInGroup(number, member))
                        .map(number -> Scope.GROUP);
    }

    private boolean takes(Attempt attempt, Scope scope, Member member) {
        String value = attempt.value();
        if (value == null) {
            return true;
        }
        return switch (attempt.file().kind()) {
            case OVERRIDE -> isNewOverride(function(attempt), value, scope, member);
            case VIRTUAL_FUNCTIONS -> changesVirtualFunctions(function(attempt), value, scope);
            case SLOT_POWER -> value.equals(OFF);
            default -> true;
        };
    }

    /** The pin may always be written: a member with another override gets the pin back. */
    private boolean isNewOverride(PciAddress function, String driver, Scope scope, Member member) {
        boolean isPin = scope == Scope.MEMBER && driver.equals(member.pin());
        return !isPin && !surroundings.override(function).equals(Optional.of(driver));
    }

    /**
     * The kernel changes the number only from 0 or to 0 (sriov_numvfs_store in drivers/pci/iov.c). A member that is a virtual function shows
     * that its physical function has some.
     */
    private boolean changesVirtualFunctions(PciAddress function, String number, Scope scope) {
        boolean removes = number.equals("0");
        if (scope == Scope.PHYSICAL) {
            return removes;
        }
        Optional<Integer> now = surroundings.virtualFunctions(function);
        return now.isEmpty() || removes != (now.get() == 0);
    }

    private static PciAddress function(Attempt attempt) {
        return Objects.requireNonNull(attempt.file().function());
    }
}
