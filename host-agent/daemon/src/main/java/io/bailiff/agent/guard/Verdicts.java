// SPDX-License-Identifier: Apache-2.0
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

    private static final String RECLAIM = "POST /api/v1/hosts/HOST/reclaims on the manager";

    private static final String LIBVIRT =
            "libvirt's daemons are denied, never held: the daemons hold locks that the guest's release needs."
                    + " To take the function, " + RECLAIM;

    private static final String KEPT = "the guard of this host denies every claim. To take the function, " + RECLAIM;

    /** The reason for the refusal of every claim on a fenced group. */
    static final String FENCED =
            "the group is fenced, because its guest cannot be ended. Wait until an operator has repaired the host";

    /** The reason to let a claim through. */
    static final String FREE = "the group is free and the host may take it";

    /** The reason for the refusal of a rescan. */
    static final String RESCAN =
            "a new function in a lent group gets a driver before the agent can pin the function, and this kernel then crashes."
                    + " Rescan after the group is reattached, or rescan another bus (/sys/bus/pci/devices/.../rescan)";

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

    /** Returns true if an open of the file is harmless to every group. */
    boolean isHarmless(ControlFile file) {
        return reach.isHarmless(file);
    }

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
                ? "let through: this kernel keeps host drivers out of groups in use"
                : "let through: the members are pinned and bound, so the write takes none of them";
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
                    "let through: the command names " + named.get(0) + ", which is not lent");
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
                ? Verdict.of(
                        Status.HELD, narrowed, function, "held until the group is free; Ctrl-C withdraws the claim")
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
            return ofMember(Status.DENIED, group, member, restored(member) + FENCED);
        }
        Optional<String> exempt = whyExempt(by.claimant());
        if (exempt.isPresent()) {
            return ofMember(Status.EXEMPT, group, member, exempt.get());
        }
        if (handedOver) {
            return ofMember(Status.LET_THROUGH, group, member, FREE);
        }
        return whyRefused(by.isLibvirt())
                .map(why -> ofMember(Status.DENIED, group, member, restored(member) + why))
                .orElseGet(() -> ofMember(
                        Status.STANDING,
                        group,
                        member,
                        "stands until the group is free; writing " + member.pin()
                                + " to the driver_override withdraws the claim"));
    }

    private static String restored(LentGroup.Member member) {
        return "driver_override restored to " + member.pin() + ": ";
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
            return Optional.of("let through: the guard of this host only observes");
        }
        return SystemUnit.of(claimant)
                .filter(policy.exemptUnits()::contains)
                .map(unit -> "let through: " + unit + " is exempt on this host");
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
                "the write may concern any of " + groups.size() + " lent groups. Set the driver_override of the"
                        + " function first, or name the function in the command line, and try again");
    }
}
