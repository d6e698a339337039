// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.HostUnknowns;
import io.bailiff.agent.group.SurveyedHost;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciInventory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The state of the host at the last reading. */
final class ObservedHost {

    /**
     * The state of the host at a point in time.
     *
     * @param at the time of the survey, by the host's clock
     * @param revision the revision of the desired state known before the survey
     * @param groups the host's groups
     * @param ungrouped the host's functions outside all groups
     * @param unknowns the host's unknowns with the answers
     * @param problems the parts of the host that could not be read
     */
    record Snapshot(
            Instant at,
            long revision,
            List<IommuGroupReport> groups,
            List<FunctionReport> ungrouped,
            HostUnknowns unknowns,
            List<String> problems) {
        Snapshot {
            groups = List.copyOf(groups);
            ungrouped = List.copyOf(ungrouped);
            problems = List.copyOf(problems);
        }

        Optional<IommuGroupReport> group(GroupFingerprint fingerprint) {
            return groups.stream()
                    .filter(group -> group.fingerprint().equals(fingerprint))
                    .findFirst();
        }

        Snapshot with(List<IommuGroupReport> otherGroups) {
            return new Snapshot(at, revision, otherGroups, ungrouped, unknowns, problems);
        }

        boolean looksLike(Snapshot other) {
            return revision == other.revision
                    && groups.equals(other.groups)
                    && ungrouped.equals(other.ungrouped)
                    && unknowns.equals(other.unknowns)
                    && problems.equals(other.problems);
        }
    }

    private static final GroupUse UNKNOWN_USE = new GroupUse(GroupUse.State.UNKNOWN, List.of());

    private final PciBus bus;
    private final Groups groups;
    private final Clock clock;
    private final Clock monotonic;
    private final Duration surveyMaxAge;
    private final Map<GroupFingerprint, Long> readAgainAt = new HashMap<>();
    private long readings;
    private volatile Snapshot last;
    private volatile Instant readAt = Instant.MIN;

    /**
     * @param monotonic the monotonic clock: elapsed time, independent of changes to the host's clock
     * @param surveyMaxAge the maximum age of a survey; {@link #last} reports every group as unknown afterwards
     */
    ObservedHost(PciBus bus, Groups groups, Clock clock, Clock monotonic, Duration surveyMaxAge) {
        this.bus = bus;
        this.groups = groups;
        this.clock = clock;
        this.monotonic = monotonic;
        this.surveyMaxAge = surveyMaxAge;
        this.last = new Snapshot(Instant.EPOCH, 0, List.of(), List.of(), HostUnknowns.NONE, List.of());
    }

    /**
     * Reads the whole host. Returns true if the state differs from the last state.
     *
     * @param revision the revision of the desired state known before the survey
     */
    boolean survey(long revision) {
        long begun = readings();
        PciInventory inventory = groups.gone().complete(bus.inventory());
        Instant read = monotonic.instant();
        SurveyedHost host = groups.survey().withUnknowns(inventory.groups(), inventory::functions);
        Snapshot now = new Snapshot(
                clock.instant(),
                revision,
                host.groups(),
                inventory.ungrouped(),
                host.unknowns(),
                problems(inventory, host.unknowns()));
        boolean changed = take(now, begun);
        readAt = read;
        return changed;
    }

    private static List<String> problems(PciInventory inventory, HostUnknowns unknowns) {
        return Stream.concat(inventory.problems().stream(), unknowns.problems().stream())
                .toList();
    }

    /** Stores a survey, except for groups that were read again during the survey: the newer reading wins. */
    private synchronized boolean take(Snapshot survey, long begun) {
        Map<GroupFingerprint, IommuGroupReport> newer = last.groups().stream()
                .filter(group -> readAgainAt.getOrDefault(group.fingerprint(), 0L) > begun)
                .collect(Collectors.toMap(IommuGroupReport::fingerprint, group -> group));
        Snapshot now = survey.with(survey.groups().stream()
                .map(group -> newer.getOrDefault(group.fingerprint(), group))
                .toList());
        boolean changed = !now.looksLike(last);
        last = now;
        return changed;
    }

    private synchronized long readings() {
        return readings;
    }

    /**
     * Returns the last state. If the last complete survey is older than {@code surveyMaxAge}, because the kernel keeps the agent
     * waiting, every group has unknown state and use. A problem then names the time of the survey.
     */
    Snapshot last() {
        Snapshot seen = last;
        if (!readAt.isBefore(monotonic.instant().minus(surveyMaxAge))) {
            return seen;
        }
        List<String> problems = new ArrayList<>(seen.problems());
        problems.add("The last complete survey of the host is of " + seen.at()
                + "; the kernel may block the reads of a function");
        return new Snapshot(
                seen.at(),
                seen.revision(),
                seen.groups().stream().map(ObservedHost::unknown).toList(),
                seen.ungrouped(),
                seen.unknowns(),
                problems);
    }

    /** Scans the use of the groups again. Returns true if the use of a group has changed. */
    boolean scanUse(Collection<GroupFingerprint> fingerprints) {
        Map<IommuGroupReport, IommuGroup> open = new LinkedHashMap<>();
        fingerprints.stream()
                .flatMap(fingerprint -> last.group(fingerprint).stream())
                .forEach(known -> onBus(known)
                        .filter(group -> !isStillHeld(known, group))
                        .ifPresent(group -> open.put(known, group)));
        if (open.isEmpty()) {
            return false;
        }
        Map<Integer, GroupUse> uses = groups.use().scan(open.values());
        boolean changed = false;
        for (IommuGroupReport known : open.keySet()) {
            changed |= useChanged(known, uses.getOrDefault(known.number(), UNKNOWN_USE));
        }
        return changed;
    }

    /** Returns true if a known holder still has the group open. Such a holder is proof of use; a whole scan costs many times more. */
    private boolean isStillHeld(IommuGroupReport known, IommuGroup group) {
        return known.use().holders().stream().anyMatch(holder -> groups.use().stillHeld(group, holder));
    }

    private boolean useChanged(IommuGroupReport known, GroupUse now) {
        if (now.equals(known.use())) {
            return false;
        }
        replace(with(known, known.state(), now));
        return true;
    }

    /** Returns the group without the members gone from the bus; empty if no member is left. */
    private static Optional<IommuGroup> onBus(IommuGroupReport known) {
        return new IommuGroup(known.number(), known.members(), List.of(), List.of()).onBus();
    }

    /**
     * Reads a group again, right after an operation on the group or a change of a member. Reads the whole host if no group has the
     * fingerprint any more. After a read error the state of the group is unknown.
     */
    void readAgain(GroupFingerprint fingerprint) {
        try {
            Optional<IommuGroup> now = groups.finder().find(fingerprint);
            if (now.isEmpty()) {
                survey(last.revision());
            } else {
                groups.survey().of(List.of(now.get())).forEach(this::replace);
            }
        } catch (HostFileException e) {
            last.group(fingerprint).map(ObservedHost::unknown).ifPresent(this::replace);
        }
    }

    private synchronized void replace(IommuGroupReport group) {
        List<IommuGroupReport> all = last.groups().stream()
                .map(known -> known.fingerprint().equals(group.fingerprint()) ? group : known)
                .toList();
        last = last.with(all);
        readAgainAt.put(group.fingerprint(), ++readings);
    }

    private static IommuGroupReport unknown(IommuGroupReport group) {
        return with(group, GroupState.UNKNOWN, UNKNOWN_USE);
    }

    private static IommuGroupReport with(IommuGroupReport group, GroupState state, GroupUse use) {
        return new IommuGroupReport(
                group.number(),
                group.fingerprint(),
                state,
                use,
                group.members(),
                group.reservedRegions(),
                group.refusals(),
                group.detachPlan(),
                group.owner(),
                group.problems(),
                group.dependents());
    }
}
