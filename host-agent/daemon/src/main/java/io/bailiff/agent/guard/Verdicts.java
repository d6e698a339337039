package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.ClaimReach.Effect;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides about an open of a control file, or about a change of an override. Reads nothing: the caller supplies every fact, so that
 * a table can show all decisions.
 */
final class Verdicts {

    private static final String LIBVIRT =
            "libvirt's daemons are refused, never held: they hold locks that the guest's release needs."
                    + " Take the function back from Bailiff instead (POST .../reclaims)";

    private static final String PUT_BACK = "the pin was put back: ";

    private static final String KEPT = "this host's policy keeps what is lent; POST .../reclaims takes it";

    /** The reason for the refusal of every claim on a fenced group. */
    static final String FENCED =
            "a guest that nobody can end has the group, and it is fenced until somebody has repaired the host";

    /** The reason to let a claim through. */
    static final String FREE = "the group is free and the host may take it";

    private static final String RESCAN =
            "a function that is found in a lent group gets its driver before anybody can pin it,"
                    + " and this kernel dies of that. Rescan when the group is back with the host, or only a bus that it is not on"
                    + " (/sys/bus/pci/devices/.../rescan)";

    private final GuardPolicy policy;
    private final ClaimReach reach;

    Verdicts(GuardPolicy policy, ClaimReach reach) {
        this.policy = policy;
        this.reach = reach;
    }

    /**
     * The facts at the time of an open.
     *
     * @param lent the lent groups
     * @param handedOver the groups in handover, free for the host to take
     * @param fenced the fenced groups, closed to every claim
     * @param named the groups with a standing change of an override: the change names the function
     * @param isLibvirt true if the opener is a libvirt daemon
     * @param isHere returns true if the host has a function with the address
     */
    record OpenContext(
            List<LentGroup> lent,
            Set<GroupFingerprint> handedOver,
            Set<GroupFingerprint> fenced,
            Set<GroupFingerprint> named,
            boolean isLibvirt,
            Predicate<PciAddress> isHere) {}

    /** Returns true if an open of the file can touch a lent group, or may aim at a lent group. */
    boolean concerns(ControlFile file, List<LentGroup> lent) {
        return lent.stream().anyMatch(group -> reach.effect(file, group) != Effect.NONE);
    }

    /** Returns the verdict on an open; empty if the open is no claim and needs no record. */
    Optional<Verdict> on(ControlFile file, Claimant claimant, OpenContext context) {
        List<LentGroup> touched = with(Effect.TOUCHES, file, context.lent());
        if (touched.isEmpty()) {
            List<LentGroup> meant = with(Effect.PREVENTED, file, context.lent());
            return meant.isEmpty() ? Optional.empty() : Optional.of(prevented(file, meant));
        }
        return Optional.of(onMembers(file, claimant, touched, context));
    }

    private List<LentGroup> with(Effect effect, ControlFile file, List<LentGroup> lent) {
        return lent.stream()
                .filter(group -> reach.effect(file, group) == effect)
                .toList();
    }

    private static Verdict prevented(ControlFile file, List<LentGroup> meant) {
        String why = file.kind() == Kind.RESCAN
                ? "it went on: this kernel keeps host drivers out of groups in use"
                : "it went on: the members are pinned and bound, so that it takes none of them";
        return Verdict.of(Status.PREVENTED, meant, null, why);
    }

    private Verdict onMembers(ControlFile file, Claimant claimant, List<LentGroup> touched, OpenContext context) {
        if (touched.stream().anyMatch(group -> context.fenced().contains(group.fingerprint()))) {
            return Verdict.of(Status.DENIED, touched, file.function(), FENCED);
        }
        Optional<String> exempt = whyExempt(claimant);
        if (exempt.isPresent()) {
            return Verdict.of(Status.EXEMPT, touched, file.function(), exempt.get());
        }
        List<PciAddress> named = NamedFunctions.namedBy(claimant);
        if (file.kind() == Kind.UNBIND && namesOnlyOthers(named, context)) {
            return Verdict.of(
                    Status.PREVENTED,
                    touched,
                    null,
                    "it went on: its command names " + named.get(0) + ", which is not lent");
        }
        List<LentGroup> narrowed = narrowed(touched, named, context.named());
        PciAddress function = file.function() != null ? file.function() : wanted(narrowed, named);
        if (narrowed.stream().allMatch(group -> context.handedOver().contains(group.fingerprint()))) {
            return Verdict.of(Status.LET_THROUGH, narrowed, function, FREE);
        }
        if (file.kind() == Kind.RESCAN) {
            return Verdict.of(Status.DENIED, touched, null, RESCAN);
        }
        Optional<String> refusal = whyRefused(context.isLibvirt());
        if (refusal.isPresent()) {
            return Verdict.of(Status.DENIED, narrowed, function, refusal.get());
        }
        return narrowed.size() == 1
                ? Verdict.of(Status.HELD, narrowed, function, "held until the group is free; Ctrl-C withdraws it")
                : ambiguous(narrowed);
    }

    /**
     * Returns the verdict on a change of a member's override. The change has already happened: the claim can stand or the pin can
     * be put back, but the writer cannot be held.
     *
     * @param handedOver true if the host may take the group at present
     * @param fenced true if the group is fenced
     */
    Verdict onOverride(
            LentGroup group, LentGroup.Member member, IdentifiedClaimant by, boolean handedOver, boolean fenced) {
        if (fenced) {
            return ofMember(Status.DENIED, group, member, PUT_BACK + FENCED);
        }
        Optional<String> exempt = whyExempt(by.claimant());
        if (exempt.isPresent()) {
            return ofMember(Status.EXEMPT, group, member, exempt.get());
        }
        if (handedOver) {
            return ofMember(Status.LET_THROUGH, group, member, FREE);
        }
        return whyRefused(by.isLibvirt())
                .map(why -> ofMember(Status.DENIED, group, member, PUT_BACK + why))
                .orElseGet(() -> ofMember(
                        Status.STANDING,
                        group,
                        member,
                        "stands until the group is free; putting " + member.pin() + " back withdraws it"));
    }

    private static Verdict ofMember(Status status, LentGroup group, LentGroup.Member member, String why) {
        return Verdict.of(status, List.of(group), member.address(), why);
    }

    /** Returns the reason to refuse the claim at once; empty if the claim may wait. */
    private Optional<String> whyRefused(boolean isLibvirt) {
        if (isLibvirt) {
            return Optional.of(LIBVIRT);
        }
        return policy.policy() == Policy.DENY ? Optional.of(KEPT) : Optional.empty();
    }

    /** Returns the reason to exempt the claimant; empty if the claimant is not exempt. */
    private Optional<String> whyExempt(Claimant claimant) {
        if (policy.policy() == Policy.OBSERVE) {
            return Optional.of("it went on: this host's guard only observes");
        }
        String unit = claimant.unit();
        return unit != null && policy.exemptUnits().contains(unit)
                ? Optional.of("it went on: " + unit + " is exempt on this host")
                : Optional.empty();
    }

    /**
     * Returns true if the command names functions, all present on the host and none in a lent group. The open then concerns the
     * named functions only.
     */
    private static boolean namesOnlyOthers(List<PciAddress> named, OpenContext context) {
        return !named.isEmpty()
                && named.stream().allMatch(context.isHere())
                && named.stream()
                        .noneMatch(address -> context.lent().stream()
                                .anyMatch(group -> group.member(address).isPresent()));
    }

    private static List<LentGroup> narrowed(
            List<LentGroup> touched, List<PciAddress> named, Set<GroupFingerprint> overridden) {
        List<LentGroup> byCommand = touched.stream()
                .filter(group ->
                        named.stream().anyMatch(address -> group.member(address).isPresent()))
                .toList();
        if (!byCommand.isEmpty()) {
            return byCommand;
        }
        List<LentGroup> byOverride = touched.stream()
                .filter(group -> overridden.contains(group.fingerprint()))
                .toList();
        return byOverride.isEmpty() ? touched : byOverride;
    }

    private static @Nullable PciAddress wanted(List<LentGroup> groups, List<PciAddress> named) {
        List<PciAddress> members = named.stream()
                .filter(address ->
                        groups.stream().anyMatch(group -> group.member(address).isPresent()))
                .toList();
        return members.size() == 1 ? members.get(0) : null;
    }

    private static Verdict ambiguous(List<LentGroup> groups) {
        return Verdict.of(
                Status.DENIED,
                groups,
                null,
                "it may be after any of " + groups.size() + " lent groups. Say which: set the driver_override of the"
                        + " function first, or name the function in the command line, and try again");
    }
}
