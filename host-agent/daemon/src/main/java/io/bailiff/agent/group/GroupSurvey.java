// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds the reports on groups: the state, the owner, the processes with open files, the refusals, the detach plan and the problems. */
public final class GroupSurvey {

    private final JournalsOfThisBoot journals;
    private final HostNeeds needs;
    private final DetachPlanner planner;
    private final GroupUseScan use;
    private final DependentUses dependents;
    private final DependentRelease release;
    private final DriverKinds kinds;

    GroupSurvey(HostFiles files, JournalStore store, HostNeeds needs, DetachPlanner planner) {
        this.journals = new JournalsOfThisBoot(files, store);
        this.needs = needs;
        this.planner = planner;
        this.use = new GroupUseScan(files);
        this.dependents = new DependentUses(files, store);
        this.release = new DependentRelease(files);
        this.kinds = new DriverKinds(files);
    }

    public List<IommuGroupReport> of(List<IommuGroup> groups) {
        return of(groups, needs.now());
    }

    /**
     * Returns the reports on groups, and the unknowns of the host from the same reading.
     *
     * @param functions all functions of the host
     */
    public SurveyedHost withUnknowns(List<IommuGroup> groups, List<FunctionReport> functions) {
        HostNeeds now = needs.now();
        return new SurveyedHost(of(groups, now), now.unknowns(functions));
    }

    private List<IommuGroupReport> of(List<IommuGroup> groups, HostNeeds now) {
        // The kernel removes a function only after vfio has released the function (pci_stop_dev): no process uses a
        // gone member.
        Map<Integer, GroupUse> uses = use.scan(
                groups.stream().flatMap(group -> group.onBus().stream()).toList());
        Map<Integer, DependentUses.Found> found = dependents.of(groups, uses, now);
        return groups.stream()
                .map(group -> of(
                        group,
                        group.isGone() ? GONE : uses.getOrDefault(group.number(), UNKNOWN_USE),
                        now.refusals(group),
                        found.getOrDefault(group.number(), DependentUses.Found.NONE)))
                .toList();
    }

    private IommuGroupReport of(
            IommuGroup group, GroupUse groupUse, List<Refusal> needed, DependentUses.Found dependent) {
        List<Refusal> refusals =
                Stream.concat(needed.stream(), dependent.refusals().stream()).toList();
        List<String> problems = new ArrayList<>(group.problems());
        Optional<Journal> journal = Optional.empty();
        GroupState state = GroupState.UNKNOWN;
        try {
            journal = journals.read(group.fingerprint());
            state = journal.map(it -> GroupStates.withJournal(group, it, kinds))
                    .orElseGet(() -> GroupStates.withoutJournal(group, kinds));
        } catch (JournalException | HostFileException e) {
            problems.add(e.getMessage());
        }
        // A request may override such refusals, so the plan shows the steps.
        boolean onlyOverridable = refusals.stream().allMatch(Refusal::isOverridable);
        // A group that the host itself keeps on vfio drivers can be taken over.
        boolean detachable = journal.isEmpty() && onlyOverridable && state != GroupState.UNKNOWN;
        return new IommuGroupReport(
                group.number(),
                group.fingerprint(),
                state,
                groupUse,
                group.members(),
                group.reservedRegions(),
                refusals,
                detachable ? plan(group, problems) : List.of(),
                journal.map(Journal::owner).orElse(null),
                problems,
                dependent.dependents());
    }

    private List<PlannedStep> plan(IommuGroup group, List<String> problems) {
        try {
            List<PlannedStep> steps = new ArrayList<>(release.planned(group));
            steps.addAll(planner.plan(group).steps());
            return steps;
        } catch (HostFileException e) {
            problems.add("Cannot plan a detach: " + e.getMessage());
            return List.of();
        }
    }

    private static final GroupUse GONE = new GroupUse(GroupUse.State.FREE, List.of());

    private static final GroupUse UNKNOWN_USE = new GroupUse(GroupUse.State.UNKNOWN, List.of());
}
