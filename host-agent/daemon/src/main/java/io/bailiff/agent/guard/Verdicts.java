// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.VfioDrivers;
import io.bailiff.agent.guard.ClaimReach.Effect;
import io.bailiff.agent.guard.GuardPolicy.UnknownFunction;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides about an open of a control file, a write to a control file, or a change of an override. Reads nothing: the caller supplies every
 * fact, so that a table can show all decisions.
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

    /** The begin of the reason for the refusal of a write that no release of the group would make harmless. */
    static final String NEVER = "refused while the function is lent: ";

    /** The reason for the refusal of a rescan. */
    static final String RESCAN =
            "a new function in a lent group gets a driver before the agent can pin the function, and this kernel then crashes."
                    + " Try again after the group is reattached, or rescan another bus (/sys/bus/pci/devices/.../rescan)";

    /** The reason for the refusal of an open that shows no function, if the agent cannot read what is written to the file. */
    static final String UNKNOWN =
            "the open does not show which function the write will name. Set the driver_override of the"
                    + " function first, or name the function in the command line, and try again; or " + RECLAIM;

    /** The reason for the refusal of an open that reaches a covered file by another way than the host's /sys. */
    static final String PAST_COVER =
            "the open came by another mount of sysfs, so the function of the write is unknown. Write to the"
                    + " file in the /sys of the host; or " + RECLAIM;

    private static final String UNKNOWN_HELD =
            "held until the group is free, but no guest is asked: the function of the write is"
                    + " unknown. End the process, or " + RECLAIM;

    private final GuardPolicy policy;
    private final ClaimReach reach;

    Verdicts(GuardPolicy policy, ClaimReach reach) {
        this.policy = policy;
        this.reach = reach;
    }

    /** Returns true if an open of the file is harmless to every group. */
    boolean isHarmless(ControlFile file) {
        return reach.isHarmless(file);
    }

    /** Returns the first member of the group that the attempt touches; null if the attempt touches none. */
    @Nullable
    PciAddress touched(Attempt attempt, LentGroup group) {
        return reach.touched(attempt, group).map(LentGroup.Member::address).orElse(null);
    }

    /** Returns true if the attempt can touch a lent group, or may aim at a lent group. */
    boolean concerns(Attempt attempt, List<LentGroup> lent) {
        return lent.stream().anyMatch(group -> reach.effect(attempt, group) != Effect.NONE);
    }

    /** Returns the verdict on an attempt; empty if the attempt is no claim and needs no record. */
    Optional<Verdict> on(Attempt attempt, Claimant claimant, AttemptContext context) {
        if (attempt.file().kind() == Kind.UNLOAD && !UnloadCommand.isUnload(claimant.command())) {
            return Optional.empty();
        }
        List<LentGroup> touched = with(Effect.TOUCHES, attempt, context.lent());
        if (context.isLibvirt() && isResetBeforeStart(attempt, context.lent())) {
            return Optional.empty();
        }
        if (touched.isEmpty()) {
            List<LentGroup> meant = with(Effect.PREVENTED, attempt, context.lent());
            return meant.isEmpty() ? Optional.empty() : Optional.of(prevented(attempt, meant));
        }
        return Optional.of(onMembers(attempt, claimant, touched, context));
    }

    /**
     * Returns true for an open of the {@code config} of a member on a variant driver. Older versions of libvirt take a variant driver for a
     * host driver, and open the file to reset the function before a guest starts with the function (virPCIDeviceReset in src/util/virpci.c). A
     * function of a running guest is never reset, and a refusal would keep the guest from starting.
     */
    private static boolean isResetBeforeStart(Attempt attempt, List<LentGroup> lent) {
        PciAddress function = attempt.file().function();
        return function != null
                && attempt.file().name().equals("config")
                && lent.stream()
                        .flatMap(group -> group.member(function).stream())
                        .anyMatch(member -> !VfioDrivers.GENERIC.equals(member.driver()));
    }

    private List<LentGroup> with(Effect effect, Attempt attempt, List<LentGroup> lent) {
        return lent.stream()
                .filter(group -> reach.effect(attempt, group) == effect)
                .toList();
    }

    private static Verdict prevented(Attempt attempt, List<LentGroup> meant) {
        String why = switch (attempt.file().kind()) {
            case RESCAN -> "let through: this kernel keeps host drivers out of groups in use";
            case UNLOAD -> "let through: the module is in use, so the kernel does not unload the module";
            default -> "let through: the members are pinned and bound, so the write takes none of them";
        };
        return Verdict.of(Status.PREVENTED, meant, attempt.named(), why);
    }

    private Verdict onMembers(Attempt attempt, Claimant claimant, List<LentGroup> touched, AttemptContext context) {
        AttemptMeaning meaning =
                AttemptMeaning.of(attempt, claimant, touched, context, group -> reach.touched(attempt, group));
        if (touched.stream().anyMatch(group -> context.fenced().contains(group.fingerprint()))) {
            return Verdict.of(Status.DENIED, touched, meaning.function(), FENCED);
        }
        Optional<String> exempt = whyExempt(claimant);
        if (exempt.isPresent()) {
            return Verdict.of(Status.EXEMPT, touched, meaning.function(), exempt.get());
        }
        if (meaning.groups().stream().allMatch(group -> context.handedOver().contains(group.fingerprint()))) {
            return Verdict.of(Status.LET_THROUGH, meaning.groups(), meaning.function(), FREE);
        }
        if (attempt.file().kind() == Kind.RESCAN) {
            return Verdict.of(Status.DENIED, touched, null, RESCAN);
        }
        Optional<String> never = touched.stream()
                .flatMap(group -> reach.refusal(attempt, group).stream())
                .findFirst();
        if (never.isPresent()) {
            return Verdict.of(Status.DENIED, meaning.groups(), meaning.function(), NEVER + never.get());
        }
        Optional<String> refusal = whyRefused(context.isLibvirt());
        if (refusal.isPresent()) {
            return Verdict.of(Status.DENIED, meaning.groups(), meaning.function(), refusal.get());
        }
        return waiting(attempt, meaning, context);
    }

    private Verdict waiting(Attempt attempt, AttemptMeaning meaning, AttemptContext context) {
        if (meaning.function() == null && policy.unknown() == UnknownFunction.REFUSE) {
            return Verdict.of(Status.DENIED, meaning.groups(), null, context.isCovered() ? PAST_COVER : UNKNOWN);
        }
        if (meaning.groups().size() > 1 && !attempt.isAboutAll()) {
            return ambiguous(meaning);
        }
        String why =
                meaning.function() == null ? UNKNOWN_HELD : "held until the group is free; Ctrl-C withdraws the claim";
        return Verdict.of(Status.HELD, meaning.groups(), meaning.function(), why);
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

    private static Verdict ambiguous(AttemptMeaning meaning) {
        return Verdict.of(
                Status.DENIED,
                meaning.groups(),
                null,
                "the write may concern any of " + meaning.groups().size() + " lent groups. Name a single function of"
                        + " a single group, and try again; or " + RECLAIM);
    }
}
