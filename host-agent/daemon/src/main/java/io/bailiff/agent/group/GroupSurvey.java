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
import io.bailiff.agent.process.HostReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Builds the reports on groups: the state, the owner, the processes with open files, the refusals, the detach plan and the problems. */
public final class GroupSurvey {

    private final JournalsOfThisBoot journals;
    private final HostNeeds needs;
    private final DetachPlanner planner;
    private final HostFiles files;
    private final DependentUses dependents;
    private final DriverKinds kinds;

    GroupSurvey(HostFiles files, JournalStore store, HostNeeds needs, DetachPlanner planner) {
        this.journals = new JournalsOfThisBoot(files, store);
        this.needs = needs;
        this.planner = planner;
        this.files = files;
        this.dependents = new DependentUses(files, store);
        this.kinds = new DriverKinds(files);
    }

    public List<IommuGroupReport> of(List<IommuGroup> groups) {
        HostReading reading = new HostReading(files);
        return of(groups, uses(groups, reading), needs.now(reading), reading);
    }

    /**
     * Returns the reports on groups, and the unknowns of the host from the same reading.
     *
     * @param functions reads all functions of the host; not called for a host without an unknown
     */
    public SurveyedHost withUnknowns(List<IommuGroup> groups, Supplier<List<FunctionReport>> functions) {
        HostReading reading = new HostReading(files);
        Map<Integer, GroupUse> uses = uses(groups, reading);
        HostNeeds now = needs.now(reading);
        return new SurveyedHost(of(groups, uses, now, reading), unknowns(now, functions));
    }

    private static HostUnknowns unknowns(HostNeeds now, Supplier<List<FunctionReport>> functions) {
        HostUnknowns anywhere = now.unknowns(List.of());
        return anywhere.all().isEmpty() ? anywhere : now.unknowns(functions.get());
    }

    /** Returns the uses of the groups, right after the pass over the open files. */
    private static Map<Integer, GroupUse> uses(List<IommuGroup> groups, HostReading reading) {
        // The kernel removes a function only after vfio has released the function (pci_stop_dev): no process uses a
        // gone member.
        return GroupUseScan.scan(
                groups.stream().flatMap(group -> group.onBus().stream()).toList(), reading);
    }

    private List<IommuGroupReport> of(
            List<IommuGroup> groups, Map<Integer, GroupUse> uses, HostNeeds now, HostReading reading) {
        Map<Integer, DependentUses.Found> found = dependents.of(groups, uses, now, reading);
        SurveyedPlans plans = new SurveyedPlans(reading, planner, kinds);
        return groups.stream()
                .map(group -> of(
                        group,
                        group.isGone() ? GONE : uses.getOrDefault(group.number(), UNKNOWN_USE),
                        now.refusals(group),
                        found.getOrDefault(group.number(), DependentUses.Found.NONE),
                        plans))
                .toList();
    }

    private IommuGroupReport of(
            IommuGroup group,
            GroupUse groupUse,
            List<Refusal> needed,
            DependentUses.Found dependent,
            SurveyedPlans plans) {
        List<Refusal> refusals =
                Stream.concat(needed.stream(), dependent.refusals().stream()).toList();
        List<String> problems = new ArrayList<>(group.problems());
        Optional<Journal> journal = Optional.empty();
        GroupState state = GroupState.UNKNOWN;
        try {
            journal = journals.read(group.fingerprint());
            DriverKinds drivers = plans.drivers();
            state = journal.map(it -> GroupStates.withJournal(group, it, drivers))
                    .orElseGet(() -> GroupStates.withoutJournal(group, drivers));
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
                detachable ? plan(group, plans, problems) : List.of(),
                journal.map(Journal::owner).orElse(null),
                problems,
                dependent.dependents());
    }

    private static List<PlannedStep> plan(IommuGroup group, SurveyedPlans plans, List<String> problems) {
        try {
            return plans.of(group);
        } catch (HostFileException e) {
            problems.add("Cannot plan a detach: " + e.getMessage());
            return List.of();
        }
    }

    private static final GroupUse GONE = new GroupUse(GroupUse.State.FREE, List.of());

    private static final GroupUse UNKNOWN_USE = new GroupUse(GroupUse.State.UNKNOWN, List.of());
}
