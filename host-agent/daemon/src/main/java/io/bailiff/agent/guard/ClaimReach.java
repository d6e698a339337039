package io.bailiff.agent.guard;

import io.bailiff.agent.group.VfioDrivers;
import io.bailiff.agent.guard.LentGroup.Member;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;

/**
 * Which lent groups an open of a control file can touch. The open comes before the write, so which function will be named is
 * not known: what counts is what <em>could</em> be named with any effect, by what is bound where and which overrides are set.
 */
final class ClaimReach {

    /** What a claim can do to a group. */
    enum Effect {
        /** Nothing, and it was not after the group either. */
        NONE,
        /** It may be after a member, but the pins, or the kernel, keep that where it is. */
        PREVENTED,
        /** It can take a member away. */
        TOUCHES
    }

    private final BiPredicate<String, Member> fits;
    private final boolean newFunctionsAreRefused;

    /**
     * @param fits whether a driver takes a function by its ids; when in doubt, yes
     * @param newFunctionsAreRefused whether this kernel keeps host drivers out of a group in use
     */
    ClaimReach(BiPredicate<String, Member> fits, boolean newFunctionsAreRefused) {
        this.fits = fits;
        this.newFunctionsAreRefused = newFunctionsAreRefused;
    }

    /** Whether it is nothing to any group, whatever is lent: known without a look at the host. */
    static boolean isHarmless(ControlFile file) {
        return switch (file.kind()) {
            case UNBIND -> !VfioDrivers.isAway(driverOf(file));
            case BIND, NEW_ID -> VfioDrivers.isAway(driverOf(file));
            default -> false;
        };
    }

    /** The strongest of what it can do to a member. */
    Effect effect(ControlFile file, LentGroup group) {
        if (isHarmless(file)) {
            return Effect.NONE;
        }
        List<Effect> effects =
                group.members().stream().map(member -> effect(file, member)).toList();
        return effects.stream().max(Effect::compareTo).orElse(Effect.NONE);
    }

    private Effect effect(ControlFile file, Member member) {
        return switch (file.kind()) {
            case UNBIND -> unbind(driverOf(file), member);
            case BIND -> bind(driverOf(file), member);
            case NEW_ID -> newId(driverOf(file), member);
            case PROBE -> probe(member);
            case REMOVE -> when(member.goesWith(Objects.requireNonNull(file.function())), Effect.NONE);
            case RESCAN -> rescan(file, member);
            case OVERRIDE -> when(member.address().equals(file.function()), Effect.NONE);
            case DRIVER_LOADED, FUNCTION_APPEARED, FUNCTION_VANISHED ->
                throw new IllegalArgumentException(file.kind() + " goes through no file");
        };
    }

    /** A member that the host has already is the host's to move. */
    private static Effect unbind(String driver, Member member) {
        return when(driver.equals(member.driver()), Effect.NONE);
    }

    /**
     * The kernel refuses to bind what is bound, and what has an override that names another driver (bind_store in
     * drivers/base/bus.c, pci_match_device in drivers/pci/pci-driver.c).
     */
    private Effect bind(String driver, Member member) {
        boolean matches = member.override() == null ? fits.test(driver, member) : driver.equals(member.override());
        if (isLoose(member) && matches) {
            return Effect.TOUCHES;
        }
        boolean meant = driver.equals(member.formerDriver()) || matches || fits.test(driver, member);
        return meant ? Effect.PREVENTED : Effect.NONE;
    }

    /** Which ids will be written is not known; a driver is then offered every function that has none (pci_add_dynid). */
    private static Effect newId(String driver, Member member) {
        boolean open = member.override() == null || driver.equals(member.override());
        return when(isLoose(member) && open, Effect.PREVENTED);
    }

    private static Effect probe(Member member) {
        return when(isLoose(member) && !VfioDrivers.isAway(member.override()), Effect.PREVENTED);
    }

    /**
     * A function that is found gets its driver at once: pci_bus_add_device in drivers/pci/bus.c does not even ask
     * {@code drivers_autoprobe}. Seen on 5.10, 6.1 and 6.12.
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
