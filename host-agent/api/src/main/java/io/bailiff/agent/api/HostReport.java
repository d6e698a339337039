package io.bailiff.agent.api;

import java.time.Instant;
import java.util.List;

/**
 * What an agent sees of its host, whole: a report replaces the one before. Reports may be repeated and may arrive late;
 * the manager takes only those with a higher sequence, counted per boot of the agent.
 *
 * @param agentStart when this agent process started; a later start supersedes an earlier one's reports
 * @param sequence counts the reports of this agent process, from 1
 * @param observedAt the host's clock when the host was read
 * @param bootId {@code /proc/sys/kernel/random/boot_id}: another id means another boot and new group numbers
 * @param kernelRelease {@code uname -r}
 * @param conflictBehaviour what this kernel does about a claim on a group in use
 * @param groups all groups of the host
 * @param ungrouped functions that no IOMMU isolates: they cannot be lent
 * @param outcomes what became of the orders of the desired state that this report knows of
 * @param appliedRevision the highest revision of the desired state that the agent had taken in before it read the host for
 *     this report, 0 for none. A report is due soon after each new revision: what the manager waits to hear about may have
 *     happened before it made the revision
 * @param guard how its guard is
 * @param claims the claims that wait, and those that have ended and that no report taken by the manager has told of
 * @param problems what could not be read, for people
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
        List<String> problems) {

    public HostReport {
        groups = List.copyOf(groups);
        ungrouped = List.copyOf(ungrouped);
        outcomes = List.copyOf(outcomes);
        claims = List.copyOf(claims);
        problems = List.copyOf(problems);
    }
}
