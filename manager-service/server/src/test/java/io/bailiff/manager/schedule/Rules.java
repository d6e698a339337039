// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.manager.api.Rung;
import io.bailiff.testing.schedule.RuleBroken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rules that always hold (design.md), looked at after every transaction of the manager and before everything
 * that it has libvirt do to a guest. What they compare it with is what the schedule itself has seen happen, not
 * what the manager says.
 */
final class Rules {

    private final World world;
    private final Records records;
    private Map<UUID, Records.Conflict> conflicts = Map.of();
    private Map<UUID, Records.Assignment> assignments = Map.of();
    private final Set<String> gone = new HashSet<>();
    private final Map<String, ClaimReport.Status> told = new HashMap<>();
    private String boot = "";
    private final Set<UUID> withdrawn = new HashSet<>();
    private final List<UUID> skipping = new ArrayList<>();
    private final Map<String, Duration> recordedAt = new HashMap<>();
    private final Map<String, Integer> signals = new HashMap<>();
    private final Map<Rung, Duration> shortest = new HashMap<>(Map.of(
            Rung.RELEASE, Duration.ofSeconds(60),
            Rung.SHUTDOWN, Duration.ofSeconds(120),
            Rung.DESTROY, Duration.ofSeconds(60)));
    private final Truth truth;
    private final GuestRules guestRules;

    Rules(World world) {
        this.world = world;
        this.records = new Records(world.manager());
        this.truth = new Truth(world);
        this.guestRules = new GuestRules(world, truth);
    }

    Records records() {
        return records;
    }

    // What the schedule has seen.

    /** The manager begins to do something; what it reads from now on it may go by until that is done. */
    void begins() {
        truth.begins();
    }

    /** The policies, and the assignments that they are for, as they are stored now. */
    StoredPolicies policies() {
        List<Records.Assignment> live =
                assignments.values().stream().filter(Records.Assignment::live).toList();
        return records.policies(world.joinedHost(), live);
    }

    Truth truth() {
        return truth;
    }

    GuestRules guestRules() {
        return guestRules;
    }

    /** The manager has said that it has taken it. */
    void reportTaken(World.SentReport sent) {
        if (!sent.report().bootId().equals(boot)) {
            // Who waited in another boot does not any more, and nobody tells of that.
            told.values().removeIf(ClaimReport.Status::waits);
            boot = sent.report().bootId();
        }
        for (ClaimReport claim : sent.report().claims()) {
            told.put(claim.id(), claim.status());
            boolean stands = claim.status().waits() || claim.status() == ClaimReport.Status.LET_THROUGH;
            if (!stands) {
                gone.add(claim.id());
            }
        }
    }

    /** What the manager has been told of claims, and has said that it knows. */
    Map<String, ClaimReport.Status> told() {
        return told;
    }

    void withdrawn(UUID conflict) {
        withdrawn.add(conflict);
    }

    void skipping(UUID conflict) {
        skipping.add(conflict);
    }

    void skipped(UUID conflict) {
        skipping.remove(conflict);
    }

    void mayBeAsShortAs(Rung rung, Duration time) {
        shortest.merge(rung, time, (one, other) -> one.compareTo(other) < 0 ? one : other);
    }

    // What the manager has libvirt do.

    void mayAttach(WorldGuest guest, WorldGroup group) {
        boolean owned = records.assignments().values().stream()
                .anyMatch(known -> known.live() && known.guest().equals(guest.uuid()) && known.isOn(group));
        require(owned, "rule 1: " + guest + " is given a function of " + group + ", which is not lent to it");
    }

    /** Libvirt is to take a device out of a running guest. A guest that was started again meanwhile may be asked in place of the other. */
    void mayAsk(WorldGuest guest, String alias) {
        List<String> functions = guest.aliased(alias);
        boolean inConflict = records.conflicts().values().stream()
                .filter(known -> known.open() && known.target().equals(guest.uuid()) && known.releaseAsks() > 0)
                .filter(guestRules::isAllowedTarget)
                .anyMatch(known -> functions.isEmpty() || functions.stream().anyMatch(world.group(known.group())::has));
        boolean releasing = records.assignments().values().stream()
                .filter(known -> known.guest().equals(guest.uuid()) && known.isReleasing())
                .anyMatch(known -> functions.isEmpty()
                        || functions.stream().anyMatch(address -> known.isOn(world.groupOf(address))));
        require(inConflict || releasing, "rule 8: " + guest + " is asked to let go, and that is not recorded");
    }

    void mayShutDown(WorldGuest guest) {
        requireRecorded(guest, "is asked to shut down", known -> known.shutdownAsks() > 0 && known.rung() >= 1);
        requireBefore(guest, 0, "is asked to shut down, and was never asked to let go");
    }

    void mayDestroy(WorldGuest guest, boolean graceful) {
        requireRecorded(
                guest,
                graceful ? "gets SIGTERM" : "gets SIGKILL",
                known -> known.destroyAsks() >= (graceful ? 1 : 2) && known.rung() >= 2);
        requireBefore(guest, 1, "is destroyed, and was never asked to shut down");
        String signal = guest + "/" + guest.domainInstance() + "/" + graceful;
        int before = signals.merge(signal, 1, Integer::sum) - 1;
        int reasons = world.faults().disturbances()
                + (int) records.conflicts().values().stream()
                        .filter(known -> !known.open())
                        .count();
        require(
                before <= reasons,
                "rule 8: domain instance " + guest.domainInstance() + " of " + guest + " is destroyed twice");
    }

    void maySuspend(WorldGuest guest) {
        requireRecorded(guest, "is suspended", known -> known.rung() >= Records.FENCING);
    }

    void mayResume(WorldGuest guest) {
        requireRecorded(guest, "is resumed", known -> known.resumes() > 0);
        guestRules.mayResume(guest, aboutWhatItHas(guest));
    }

    /** The open conflicts about the present domain instance of a guest. */
    private List<Records.Conflict> about(WorldGuest guest) {
        return records.conflicts().values().stream()
                .filter(known -> known.open() && known.target().equals(guest.uuid()))
                .filter(known ->
                        known.domainInstance() != null && known.domainInstance().equals(guest.domainInstance()))
                .toList();
    }

    /** Those of them whose group the guest has; while a guest is fenced, it stays what it was when the fence began. */
    private List<Records.Conflict> aboutWhatItHas(WorldGuest guest) {
        return about(guest).stream()
                .filter(known -> known.rung() >= Records.FENCING || guestRules.mayActOn(known))
                .toList();
    }

    /** A domain instance is asked first, unless an operator has skipped that. */
    private void requireBefore(WorldGuest guest, int rung, String what) {
        require(
                recordedAt.containsKey(guest.uuid() + "/" + guest.domainInstance() + "/" + rung),
                "rule 8: domain instance " + guest.domainInstance() + " of " + guest + " " + what);
    }

    /** What may be done to a domain instance of a guest. */
    private interface Permission {
        boolean is(Records.Conflict conflict);
    }

    private void requireRecorded(WorldGuest guest, String what, Permission permission) {
        require(
                !about(guest).isEmpty(),
                "rule 8: domain instance " + guest.domainInstance() + " of " + guest + " " + what
                        + ", which no conflict is about");
        require(
                !aboutWhatItHas(guest).isEmpty(),
                "rule 8: domain instance " + guest.domainInstance() + " of " + guest + " " + what
                        + ", and does not have the group: " + about(guest));
        require(
                aboutWhatItHas(guest).stream().anyMatch(permission::is),
                "rule 8: " + guest + " " + what + ", and that is not recorded: " + about(guest));
    }

    // What the manager has written.

    void afterCommit() {
        Map<UUID, Records.Conflict> before = conflicts;
        Map<UUID, Records.Assignment> were = assignments;
        conflicts = records.conflicts();
        assignments = records.assignments();
        truth.stored();
        conflicts.values().forEach(now -> moved(before.get(now.id()), now));
        assignments.values().forEach(now -> moved(were.get(now.id()), now));
        oneOwner();
    }

    private void oneOwner() {
        for (WorldGroup group : world.groups()) {
            long owners = assignments.values().stream()
                    .filter(known -> known.live() && known.isOn(group))
                    .count();
            require(owners <= 1, "rule 1: " + group + " has " + owners + " live assignments");
            require(
                    owners == 1 || group.state == GroupState.WITH_HOST,
                    "rule 7: " + group + " is " + group.state + ", and nobody owns it any more");
        }
    }

    private void moved(Records.@Nullable Conflict before, Records.Conflict now) {
        note(now);
        guestRules.outcome(now);
        if (before == null || before.equals(now) || !before.open()) {
            require(before == null || before.equals(now), "a conflict that was over has changed: " + now);
            return;
        }
        guestRules.moved(before, now);
        boolean anotherRung =
                now.rung() > before.rung() && Records.isRung(now.rung()) && before.rung() < Records.FENCING;
        boolean anotherDeed = now.releaseAsks() > before.releaseAsks()
                || now.shutdownAsks() > before.shutdownAsks()
                || now.destroyAsks() > before.destroyAsks();
        if (anotherRung || anotherDeed) {
            require(stands(now), "rule 8: nobody claims the group any more, and the ladder goes on: " + now);
            require(
                    !withdrawn.contains(now.id()),
                    "rule 8: an operator has withdrawn the conflict, and the ladder goes on: " + now);
        }
        if (anotherRung) {
            require(now.rung() == before.rung() + 1, "rule 8: a rung was left out: " + before + ", now " + now);
            Records.Assignment assignment = assignments.get(now.assignment());
            require(
                    assignment != null && assignment.state().equals("EVICTING"),
                    "rule 8: the guest has released, and the ladder goes on: " + now + " of " + assignment);
            inTime(before, now);
            allowed(now);
        }
    }

    private boolean stands(Records.Conflict conflict) {
        List<String> claims = records.claimsIn(conflict.id());
        return claims.stream().anyMatch(claim -> !gone.contains(claim));
    }

    private void note(Records.Conflict now) {
        Duration elapsed = world.manager().time().elapsed();
        String instance = now.instanceKey() + "/";
        if (now.releaseAsks() > 0) {
            recordedAt.putIfAbsent(instance + 0, elapsed);
        }
        if (now.shutdownAsks() > 0) {
            recordedAt.putIfAbsent(instance + 1, elapsed);
        }
        if (now.destroyAsks() > 0) {
            recordedAt.putIfAbsent(instance + 2, elapsed);
        }
    }

    private void inTime(Records.Conflict before, Records.Conflict now) {
        if (skipping.contains(now.id()) || now.follows() != null || guestRules.couldNotAnswer(before)) {
            // Who skips a rung before any domain instance has been asked means the one that is noted with that.
            String instance = before.domainInstance() == null ? now.domainInstance() : before.domainInstance();
            String rung = before.target() + "/" + instance + "/" + before.rung();
            recordedAt.putIfAbsent(rung, world.manager().time().elapsed());
            return;
        }
        Duration asked = recordedAt.get(before.instanceKey() + "/" + before.rung());
        require(
                asked != null,
                "rule 8: the guest was never asked for what it is late with: " + before + ", now " + now);
        Rung rung = List.of(Rung.RELEASE, Rung.SHUTDOWN, Rung.DESTROY).get(before.rung());
        Duration had = world.manager().time().elapsed().minus(asked == null ? Duration.ZERO : asked);
        Duration least = shortest.getOrDefault(rung, Duration.ZERO);
        require(
                had.compareTo(least) >= 0,
                "rule 8: " + rung + " has lasted " + had + ", not " + least + ": " + before + ", now " + now);
    }

    /** The policies that are stored when a rung is recorded allow it; the ones that were read before do not count. */
    private void allowed(Records.Conflict now) {
        StoredPolicies said = policies();
        boolean allowed = switch (now.state()) {
            case "SHUTTING_DOWN" -> said.allowsShutdown(now);
            case "DESTROYING" -> said.allowsDestroy(now);
            default -> true;
        };
        require(allowed || now.follows() != null, "a policy forbids this rung: " + now);
    }

    private void moved(Records.@Nullable Assignment before, Records.Assignment now) {
        if (before != null && !before.fenced() && now.fenced()) {
            guestRules.fenced(now);
        }
        if (before == null || before.state().equals(now.state())) {
            return;
        }
        WorldGroup group = world.groups().stream().filter(now::isOn).findFirst().orElseThrow();
        keepsWhatItRunsWith(before, now);
        boolean waitedForGuest =
                before.state().equals("RELEASING") || before.state().equals("EVICTING");
        if (waitedForGuest && now.state().equals("REATTACHING")) {
            goesBack(now, group);
        }
        if (before.live() && !now.live()) {
            require(
                    group.state == GroupState.WITH_HOST,
                    "rule 7: " + now + " has ended, and " + group + " is " + group.state);
        }
    }

    /** A guest that runs with all its functions as the manager has given them loses none because of its definition. */
    private void keepsWhatItRunsWith(Records.Assignment before, Records.Assignment now) {
        boolean undone = before.live() && now.state().equals("RELEASING") && "FAILED".equals(now.ending());
        List<String> had =
                undone && !before.state().equals("DETACHING") ? records.functionsOnRecord(now.id()) : List.of();
        boolean has = world.guest(now.guest()).stream()
                .anyMatch(guest -> records.aliases(now.id()).stream()
                        .noneMatch(alias -> guest.aliased(alias).isEmpty()));
        require(had.isEmpty() || !has, "a guest is to lose what it runs with: " + before + ", now " + now);
    }

    /** One report that the manager may have read has to allow it: a newer one may have come while it made up its mind. */
    private void goesBack(Records.Assignment assignment, WorldGroup group) {
        List<String> reasons = truth.reports().stream()
                .map(sequence -> whyNotBack(group, world.sent(sequence)))
                .toList();
        require(
                reasons.contains(""),
                "rule 6: " + group + " goes back, " + String.join("; and ", reasons) + ": " + assignment);
    }

    private String whyNotBack(WorldGroup group, World.@Nullable SentReport report) {
        if (report == null) {
            return "no agent has ever reported";
        }
        GroupUse.State use = report.report().groups().stream()
                .filter(known -> known.fingerprint().equals(group.fingerprint()))
                .findFirst()
                .orElseThrow()
                .use()
                .state();
        if (use != GroupUse.State.FREE) {
            return "although its use is " + use;
        }
        boolean open = report.open().contains(group)
                || world.guests().stream()
                        .anyMatch(guest -> guest.open().stream()
                                .filter(group::has)
                                .anyMatch(address -> guest.openByHandSince(address) <= report.madeAt()));
        return open ? "and somebody had it open" : "";
    }

    static void require(boolean holds, String rule) {
        if (!holds) {
            throw new RuleBroken(rule);
        }
    }
}
