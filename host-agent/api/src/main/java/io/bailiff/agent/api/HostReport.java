// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The agent's complete view of the host: each report replaces the previous report. Reports may be repeated and may arrive late.
 * The manager accepts only reports with a higher sequence, counted per agent process.
 *
 * @param agentStart the start of the agent process; reports of a later start supersede the reports of an earlier start
 * @param sequence the number of the report within the agent process, from 1
 * @param observedAt the host's clock when the agent read the host
 * @param bootId {@code /proc/sys/kernel/random/boot_id}: another id means another boot and new group numbers
 * @param kernelRelease {@code uname -r}
 * @param conflictBehaviour the kernel's reaction to a claim on a group in use
 * @param groups all groups of the host
 * @param ungrouped functions without IOMMU isolation: never lent
 * @param outcomes progress of the desired state's orders, as far as known at the time of the report
 * @param appliedRevision the highest revision of the desired state accepted by the agent before the agent read the host for the
 *     report; 0 for none. A report is due soon after each new revision, because the event the manager waits for may be older
 *     than the revision
 * @param guard the state of the host's guard
 * @param claims the waiting claims, and the ended claims without an accepted report of the end
 * @param problems unreadable parts of the host, for people
 * @param unknowns the findings that the agent could not make, with or without an answer; empty from an older agent
 * @param answers the answers in force to the unknowns; empty from an older agent
 * @param health the health events of functions without an acknowledgement; empty from an older agent
 */
public record HostReport(
        Instant agentStart,
        long sequence,
        Instant observedAt,
        String bootId,
        String kernelRelease,
        ConflictBehaviour conflictBehaviour,
        List<IommuGroupReport> groups,
        List<FunctionReport> ungrouped,
        List<OrderOutcome> outcomes,
        long appliedRevision,
        GuardReport guard,
        List<ClaimReport> claims,
        List<String> problems,
        List<HostUnknown> unknowns,
        List<UnknownAnswer> answers,
        List<HealthEvent> health) {

    public HostReport {
        groups = List.copyOf(groups);
        ungrouped = List.copyOf(ungrouped);
        outcomes = List.copyOf(outcomes);
        claims = List.copyOf(claims);
        problems = List.copyOf(problems);
        unknowns = orEmpty(unknowns);
        answers = orEmpty(answers);
        health = orEmpty(health);
    }

    /** A report of a host without unknowns and health events. */
    public HostReport(
            Instant agentStart,
            long sequence,
            Instant observedAt,
            String bootId,
            String kernelRelease,
            ConflictBehaviour conflictBehaviour,
            List<IommuGroupReport> groups,
            List<FunctionReport> ungrouped,
            List<OrderOutcome> outcomes,
            long appliedRevision,
            GuardReport guard,
            List<ClaimReport> claims,
            List<String> problems) {
        this(
                agentStart,
                sequence,
                observedAt,
                bootId,
                kernelRelease,
                conflictBehaviour,
                groups,
                ungrouped,
                outcomes,
                appliedRevision,
                guard,
                claims,
                problems,
                List.of(),
                List.of(),
                List.of());
    }

    /** Returns every function of the report, in a group or not. */
    public List<FunctionReport> functions() {
        return Stream.concat(groups.stream().flatMap(group -> group.members().stream()), ungrouped.stream())
                .toList();
    }

    private static <T> List<T> orEmpty(@Nullable List<T> values) {
        return values == null ? List.of() : List.copyOf(values);
    }
}
