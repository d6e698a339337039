// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.DriverKinds;
import io.bailiff.agent.group.VfioDrivers;
import io.bailiff.agent.guard.LentGroup.Member;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which lent groups an attempt at a control file can touch, by current drivers and overrides. A write names a function or an id. An
 * open comes before the write, and then the decision counts every function that the writer <em>could</em> name with any effect.
 */
final class ClaimReach {

    /** The possible effect of a claim on a group. */
    enum Effect {
        /** The claim has no effect on the group, and does not aim at a member. */
        NONE,
        /** The claim may aim at a member, but the pins or the kernel keep the member in place. */
        PREVENTED,
        /** The claim can take a member away, or can bring a host driver into the group. */
        TOUCHES
    }

    private final BiPredicate<String, Member> fits;
    private final BiPredicate<DeviceId, Member> matches;
    private final DriverKinds kinds;
    private final boolean newFunctionsAreRefused;
    private final Surroundings surroundings;
    private final FunctionFileReach functionFiles;

    /**
     * @param kinds the kinds of drivers; a driver of an unknown kind counts as the kind with the stronger effect
     * @param fits returns true if a driver takes a function by the ids of the function, and true if unknown
     * @param matches returns true if a device id matches the ids of the function, and true if unknown
     * @param newFunctionsAreRefused true if the kernel keeps host drivers out of a group in use
     * @param surroundings the state of the functions that the members need
     */
    ClaimReach(
            DriverKinds kinds,
            BiPredicate<String, Member> fits,
            BiPredicate<DeviceId, Member> matches,
            boolean newFunctionsAreRefused,
            Surroundings surroundings) {
        this.kinds = kinds;
        this.fits = fits;
        this.matches = matches;
        this.newFunctionsAreRefused = newFunctionsAreRefused;
        this.surroundings = surroundings;
        this.functionFiles = new FunctionFileReach(newFunctionsAreRefused, surroundings);
    }

    /** Returns true if the name of the file alone shows that an open is harmless to every group. Reads nothing from the host. */
    static boolean isHarmlessByName(ControlFile file) {
        return switch (file.kind()) {
            case BIND, NEW_ID -> VfioDrivers.isAway(driverOf(file));
            default -> false;
        };
    }

    /** Returns true if an open of the file is harmless to every group, regardless of the lent groups. */
    boolean isHarmless(ControlFile file) {
        return switch (file.kind()) {
            case BIND, NEW_ID -> kinds.isCertainlyAway(driverOf(file));
            default -> false;
        };
    }

    /** Returns the strongest effect of the attempt on any member of the group. */
    Effect effect(Attempt attempt, LentGroup group) {
        return meant(attempt, group)
                .map(member -> effect(attempt, member))
                .max(Effect::compareTo)
                .orElse(Effect.NONE);
    }

    /** Returns the first member of the group that the attempt touches. */
    Optional<Member> touched(Attempt attempt, LentGroup group) {
        return meant(attempt, group)
                .filter(member -> effect(attempt, member) == Effect.TOUCHES)
                .findFirst();
    }

    /**
     * Returns the reason to refuse the attempt for as long as the group is lent; empty if the attempt touches nothing, or may wait for the
     * release of the group.
     */
    Optional<String> refusal(Attempt attempt, LentGroup group) {
        return touched(attempt, group).flatMap(member -> functionFiles.refusal(attempt.file(), member));
    }

    /** The name in a written text comes first: the look-up needs no read of the host. */
    private Stream<Member> meant(Attempt attempt, LentGroup group) {
        List<Member> members = group.members().stream()
                .filter(member -> attempt.mayMean(member) && !movesAnother(attempt, group, member))
                .toList();
        return members.isEmpty() || isHarmless(attempt.file()) ? Stream.empty() : members.stream();
    }

    /**
     * Returns true if the write names another member of a group that is being moved. A move takes each member from its driver, a bridge above
     * the other members too, and commands of Bailiff move groups in processes of their own.
     */
    private static boolean movesAnother(Attempt attempt, LentGroup group, Member member) {
        PciAddress named = attempt.writtenFunction();
        return group.moves()
                && named != null
                && !named.equals(member.address())
                && group.member(named).isPresent();
    }

    private Effect effect(Attempt attempt, Member member) {
        ControlFile file = attempt.file();
        return switch (file.kind()) {
            case UNBIND -> unbind(driverOf(file), attempt.writtenFunction(), member);
            case BIND -> means(attempt, member) ? bind(driverOf(file), member) : bindNeeded(attempt, member);
            case NEW_ID -> newId(driverOf(file), attempt.id(), member);
            case PROBE -> means(attempt, member) ? probe(member) : bindNeeded(attempt, member);
            case RESCAN -> rescan(file, member);
            case REMOVE, OVERRIDE, VIRTUAL_FUNCTIONS, SLOT_POWER, RECONFIGURE -> functionFiles.effect(attempt, member);
            case UNLOAD -> unload(file.module().orElseThrow(), member);
            case DRIVER_LOADED, FUNCTION_APPEARED, FUNCTION_VANISHED, OTHER ->
                throw new IllegalArgumentException(file.kind() + " has no control file");
        };
    }

    /**
     * An unload of a module unbinds every function from the module's drivers, with the effects of {@link #unbind}. The kernel refuses the unload
     * of a module in use.
     */
    private Effect unload(String module, Member member) {
        boolean takesMember = member.driver() != null
                && kinds.mayBeAway(member.driver())
                && surroundings.mayBeFrom(module, member.address());
        boolean takes = takesMember || member.needed().anyMatch(function -> surroundings.mayBeFrom(module, function));
        return takes ? when(surroundings.mayBeUnused(module), Effect.PREVENTED) : Effect.NONE;
    }

    /** Returns true unless the written text names another function, which the member needs. */
    private static boolean means(Attempt attempt, Member member) {
        PciAddress named = attempt.writtenFunction();
        return named == null || named.equals(member.address());
    }

    /**
     * Returns {@code TOUCHES} if the member is bound to the driver, and if the physical function or a bridge above is. The host may move a
     * member that is on a host driver. The driver of a physical function mostly removes the virtual functions, and the driver of a bridge
     * clears the bus mastering of the bridge (pci_disable_device in drivers/pci/pci.c), so that no transfer of the member gets through.
     *
     * @param named the written function; null for an open, and then any function may be written
     */
    private Effect unbind(String driver, @Nullable PciAddress named, Member member) {
        boolean mayMeanMember = named == null || named.equals(member.address());
        if (mayMeanMember && driver.equals(member.driver()) && kinds.mayBeAway(driver)) {
            return Effect.TOUCHES;
        }
        boolean stops = member.needed()
                .filter(function -> named == null || named.equals(function))
                .anyMatch(function -> surroundings.mayBeOn(driver, function));
        return when(stops, Effect.NONE);
    }

    /**
     * Returns {@code TOUCHES} if the written function is the physical function of the member and has no driver: a driver may reset the function
     * at once. The kernel binds no function that has a driver, and the driver of a bridge only switches on.
     */
    private Effect bindNeeded(Attempt attempt, Member member) {
        PciAddress named = Objects.requireNonNull(attempt.writtenFunction());
        return when(named.equals(member.physical()) && surroundings.mayBeLoose(named), Effect.NONE);
    }

    /**
     * Returns {@code TOUCHES} for an unbound member that matches the driver. The kernel rejects a bind of a bound function, and of
     * a function overridden to another driver (bind_store in drivers/base/bus.c, pci_match_device in drivers/pci/pci-driver.c).
     */
    private Effect bind(String driver, Member member) {
        boolean matches = member.override() == null ? fits.test(driver, member) : driver.equals(member.override());
        if (isLoose(member) && matches) {
            return Effect.TOUCHES;
        }
        boolean meant = driver.equals(member.formerDriver()) || matches || fits.test(driver, member);
        return meant ? Effect.PREVENTED : Effect.NONE;
    }

    /**
     * Returns {@code TOUCHES} for an unbound member without an override for another driver, if the member matches the new id or the driver
     * itself: after a new id the kernel offers every unbound function to the driver, and all ids of the driver count (pci_add_dynid and
     * pci_match_device in drivers/pci/pci-driver.c).
     *
     * @param id the written id; null for an open, and then the id may match every member
     */
    private Effect newId(String driver, @Nullable DeviceId id, Member member) {
        boolean isNamed = driver.equals(member.override());
        boolean isOpen = isNamed || member.override() == null;
        boolean matchesId = id == null || matches.test(id, member);
        boolean isTaken = isLoose(member) && isOpen && (matchesId || isNamed || fits.test(driver, member));
        return when(isTaken, matchesId ? Effect.PREVENTED : Effect.NONE);
    }

    private Effect probe(Member member) {
        return when(isLoose(member) && !kinds.isCertainlyAway(member.override()), Effect.PREVENTED);
    }

    /**
     * Returns {@code NONE} for a member outside the scan, and {@code PREVENTED} if the kernel keeps host drivers out of a group in
     * use. A new function gets a driver at once: pci_bus_add_device in drivers/pci/bus.c does not read {@code drivers_autoprobe}.
     * Seen on 5.10, 6.1 and 6.12.
     */
    private Effect rescan(ControlFile file, Member member) {
        if (!member.place().startsWith(file.scanned())) {
            return Effect.NONE;
        }
        return when(!newFunctionsAreRefused, Effect.PREVENTED);
    }

    private static boolean isLoose(Member member) {
        return member.driver() == null;
    }

    private static Effect when(boolean touches, Effect otherwise) {
        return touches ? Effect.TOUCHES : otherwise;
    }

    private static String driverOf(ControlFile file) {
        return Objects.requireNonNull(file.driver());
    }
}
