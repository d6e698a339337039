// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.bailiff.agent.api.limit.Entries;
import io.bailiff.agent.api.limit.Range;
import io.bailiff.agent.api.limit.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The agent's complete view of the host: each report replaces the previous report. Reports may be repeated and may arrive late.
 * The manager accepts only reports with a higher sequence, counted per agent process. An agent reports when a fact has changed, and when the
 * manager asks ({@link #WANTED_HEADER}); the poll is the sign of life. The limits of the values stand at the components; {@link ReportRules}
 * checks the limits on both sides.
 *
 * <p>Clocks: {@code observedAt} and all times of claims, orders and health events are by the host's clock, are shown as such, and decide
 * nothing. {@code agentStart} orders the processes of the agent. A host with a wrong clock reports as usual. If the clock is set right and the
 * agent has lost its state, the new start may be earlier than the stored start: the manager then names the stored start, and the agent goes
 * on after it. A stored start of more than {@link #START_TOLERANCE} ahead of the manager's clock is replaced by any other start.
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
        @Range(least = 0, most = Long.MAX_VALUE) long sequence,
        Instant observedAt,

        @Text(longest = LONGEST_BOOT_ID, exact = true, spelling = LINE)
        String bootId,

        @Text(longest = 253, exact = true, spelling = LINE) String kernelRelease,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        ConflictBehaviour conflictBehaviour,

        @Entries(most = 100_000) List<IommuGroupReport> groups,
        @Entries(most = 100_000) List<FunctionReport> ungrouped,
        @Entries(most = 100_000) List<OrderOutcome> outcomes,
        @Range(least = 0, most = Long.MAX_VALUE) long appliedRevision,
        GuardReport guard,
        @Entries(most = MOST_CLAIMS) List<ClaimReport> claims,

        @Entries(most = 1000, shortens = true) @Text(longest = 4096)
        List<String> problems,

        @Entries(most = 1000, shortens = true) List<HostUnknown> unknowns,
        @Entries(most = 1000) List<UnknownAnswer> answers,
        @Entries(most = 1000, shortens = true) List<HealthEvent> health) {

    /** The largest report in bytes, as JSON in UTF-8. */
    public static final int MOST_BYTES = 4 * 1024 * 1024;

    /** The largest number of claims in a report. A host with more claims reports the others in the next reports. */
    public static final int MOST_CLAIMS = 1000;

    /** The header of an answer to a poll by which the manager asks for a report: the manager has not heard the host's facts since its start. */
    public static final String WANTED_HEADER = "Bailiff-Report-Wanted";

    /**
     * The time by which the start of an agent may be ahead of the manager's clock: more than the error of a clock in the wrong time zone.
     */
    public static final Duration START_TOLERANCE = Duration.ofHours(24);

    static final int LONGEST_BOOT_ID = 253;

    /** The spelling of a text that is not blank and has no control characters. */
    static final String LINE = "\\P{Cntrl}*[^\\s\\p{Cntrl}]\\P{Cntrl}*";

    public HostReport {
        groups = List.copyOf(Objects.requireNonNull(groups, "groups"));
        ungrouped = List.copyOf(Objects.requireNonNull(ungrouped, "ungrouped"));
        outcomes = List.copyOf(Objects.requireNonNull(outcomes, "outcomes"));
        claims = List.copyOf(Objects.requireNonNull(claims, "claims"));
        problems = List.copyOf(Objects.requireNonNull(problems, "problems"));
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

    /** Returns the report with sequence 0 and without the time of the observation: equal for reports with the same facts. */
    public HostReport facts() {
        return new HostReport(
                agentStart,
                0,
                Instant.EPOCH,
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
                unknowns,
                answers,
                health);
    }

    /** Returns the report with other functions and problems. */
    public HostReport with(
            List<IommuGroupReport> otherGroups, List<FunctionReport> otherUngrouped, List<String> otherProblems) {
        return copy(otherGroups, otherUngrouped, claims, otherProblems, unknowns, answers, health);
    }

    /** Returns the report with other claims. */
    public HostReport withClaims(List<ClaimReport> otherClaims) {
        return copy(groups, ungrouped, otherClaims, problems, unknowns, answers, health);
    }

    /** Returns the report with other findings about functions. */
    public HostReport withFindings(
            List<HostUnknown> otherUnknowns, List<UnknownAnswer> otherAnswers, List<HealthEvent> otherHealth) {
        return copy(groups, ungrouped, claims, problems, otherUnknowns, otherAnswers, otherHealth);
    }

    private HostReport copy(
            List<IommuGroupReport> newGroups,
            List<FunctionReport> newUngrouped,
            List<ClaimReport> newClaims,
            List<String> newProblems,
            List<HostUnknown> newUnknowns,
            List<UnknownAnswer> newAnswers,
            List<HealthEvent> newHealth) {
        return new HostReport(
                agentStart,
                sequence,
                observedAt,
                bootId,
                kernelRelease,
                conflictBehaviour,
                newGroups,
                newUngrouped,
                outcomes,
                appliedRevision,
                guard,
                newClaims,
                newProblems,
                newUnknowns,
                newAnswers,
                newHealth);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> values) {
        return values == null ? List.of() : List.copyOf(values);
    }
}
