// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** What has to come of everything once nothing goes wrong any more and time passes. */
final class Ending {

    private static final int MOST_LOOKS = 400;
    private static final int QUIET = 2;
    private static final int SOME_TIME = 6;
    private static final Duration LONG_LOOK = Duration.ofSeconds(61);
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(20);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Set<String> AT_REST = Set.of("ACTIVE", "RELEASED", "FAILED", "EVICTED");

    private final World world;

    Ending(World world) {
        this.world = world;
    }

    void reach() {
        world.faults().stop();
        world.faults().nextAction();
        wait(SOME_TIME);
        strangersGo();
        settle();
        hostStopsUsing();
        settle();
        if (world.rules().records().conflicts().values().stream().anyMatch(Records.Conflict::isFenced)) {
            repair();
            settle();
        }
    }

    /** Time passes, and others still have groups that are not lent to them: longer than every deadline nothing is done to them. */
    private void wait(int looks) {
        for (int look = 0; look < looks; look++) {
            arrive();
            world.guests().forEach(world::obeys);
            new Course.Work(1).on(world);
            world.manager().time().pass(LONG_LOOK);
        }
    }

    /** Everybody who has a group that is not lent to them goes. */
    private void strangersGo() {
        for (WorldGroup group : world.groups()) {
            if (world.processes().endStranger(group)) {
                world.tell("the process that has " + group + " open ends");
            }
            world.guests().stream()
                    .filter(guest -> guest.hasOpen(group) && !isLentTo(guest, group))
                    .forEach(world::ended);
        }
    }

    /** Somebody ends the processes that a held conflict names, or an assignment that cannot go back, as its problem says. */
    private void endHolders() {
        Records records = world.rules().records();
        Stream<GroupFingerprint> held = records.conflicts().values().stream()
                .filter(known -> known.open() && known.held())
                .map(Records.Conflict::group);
        Stream<GroupFingerprint> kept = records.assignments().values().stream()
                .filter(known -> known.state().equals("REATTACHING") && known.problem() != null)
                .map(known -> new GroupFingerprint(known.fingerprint()));
        Stream.concat(held, kept).map(world::group).toList().forEach(this::endUsers);
        records.assignments().values().stream()
                .filter(known -> Set.of("EVICTING", "RELEASING").contains(known.state()) && known.problem() != null)
                .forEach(this::endIfOnlyDefined);
    }

    /** Ends a guest that runs without the group, and keeps libvirt from changing its definition. */
    private void endIfOnlyDefined(Records.Assignment assignment) {
        WorldGuest guest = world.guest(assignment.guest()).orElseThrow();
        WorldGroup group = world.group(new GroupFingerprint(assignment.fingerprint()));
        if (guest.runs() && !guest.hasOpen(group) && guest.defined().stream().anyMatch(group::has)) {
            world.ended(guest);
        }
    }

    private void endUsers(WorldGroup group) {
        world.processes().endStranger(group);
        world.guests().stream().filter(guest -> guest.hasOpen(group)).forEach(world::ended);
    }

    private boolean isLentTo(WorldGuest guest, WorldGroup group) {
        return world.rules().records().assignments().values().stream()
                .anyMatch(known ->
                        known.live() && known.isOn(group) && known.guest().equals(guest.uuid()));
    }

    /** The host lets go of everything, so that everything can be restored. */
    private void hostStopsUsing() {
        world.groups().forEach(group -> group.idle = group.state == GroupState.WITH_HOST);
        wait(SOME_TIME);
        List<UUID> silent = world.rules().records().silentRestorations();
        Rules.require(silent.isEmpty(), "liveness: nothing keeps these from being restored: " + silent);
    }

    /** Time passes until nothing is open. */
    private void settle() {
        int quiet = 0;
        for (int look = 0; look < MOST_LOOKS && quiet < QUIET; look++) {
            arrive();
            world.guests().forEach(world::obeys);
            endHolders();
            new Course.Work(1).on(world);
            quiet = open().isEmpty() ? quiet + 1 : 0;
            world.manager().time().pass(untilTheNext());
        }
        List<String> open = open();
        Rules.require(open.isEmpty(), "liveness: nothing is wrong, and these do not end: " + open);
    }

    /** What a process in the kernel holds only another boot gives back; then somebody says so. */
    private void repair() {
        world.reboot();
        world.talk();
        world.talk();
        world.rules().records().conflicts().values().stream()
                .filter(Records.Conflict::isFenced)
                .forEach(conflict -> world.faults()
                        .request("unfencing", () -> world.manager().operator().unfence(conflict.id())));
    }

    private void arrive() {
        List.copyOf(world.answers).forEach(world::hear);
        world.answers.clear();
        List.copyOf(world.reports).forEach(sent -> world.arrive(sent, false));
        world.reports.clear();
    }

    private Duration untilTheNext() {
        Instant now = world.manager().monotonic();
        Duration pause = world.manager()
                .steps()
                .nextDue()
                .map(due -> Duration.between(now, due))
                .orElse(LONGEST_WAIT);
        // Most of what is due is only looked at again; twenty seconds leave every rung several looks.
        Duration atLeast = pause.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : pause;
        return atLeast.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : atLeast;
    }

    /** What has not come to its end. */
    private List<String> open() {
        List<String> open = new ArrayList<>();
        Records records = world.rules().records();
        var conflicts = records.conflicts();
        conflicts.values().stream()
                .filter(known -> known.open() && !known.isFenced())
                .forEach(known -> open.add(known.toString()));
        records.assignments().values().stream()
                .filter(known -> !AT_REST.contains(known.state()) && !known.isReleasing())
                .filter(known -> conflicts.values().stream()
                        .noneMatch(conflict ->
                                conflict.isFenced() && conflict.assignment().equals(known.id())))
                .forEach(known -> open.add(known.toString()));
        claims(records, open);
        groups(records, open);
        definitions(records, open);
        cordons(records, open);
        return open;
    }

    private void claims(Records records, List<String> open) {
        var known = records.hostClaims();
        world.everyClaim().stream()
                .filter(WorldClaim::waits)
                .forEach(claim -> open.add("claim " + claim.id() + " on " + claim.group() + " waits"));
        world.rules().told().forEach((claim, status) -> {
            if (!Optional.ofNullable(known.get(claim)).equals(Optional.of(status.name()))) {
                open.add("claim " + claim + " is " + status + ", and the manager has " + known.get(claim));
            }
        });
        if (records.count("claim_refusal") > 0) {
            open.add("a claim is to be refused that does not wait");
        }
    }

    private void definitions(Records records, List<String> open) {
        for (Records.Assignment assignment : records.assignments().values()) {
            if (assignment.definitionPending() && !isSaidToBeTaken(assignment) && !isSaidToBeStuck(assignment)) {
                open.add("libvirt works, and the definition is still not complete: " + assignment);
            }
            if (assignment.state().equals("ACTIVE") && !assignment.isWithoutItsGroup()) {
                List<String> defined =
                        world.guest(assignment.guest()).orElseThrow().defined();
                records.functionsOnRecord(assignment.id()).stream()
                        .filter(address -> !defined.contains(address))
                        .forEach(address -> open.add("the next start has no " + address + ": " + assignment));
            }
        }
    }

    /** Somebody has given the guest a function of the group under another name; libvirt refuses a second one, and a problem says so. */
    private boolean isSaidToBeTaken(Records.Assignment assignment) {
        return assignment.problem() != null
                && world.guest(assignment.guest()).orElseThrow().aliased(OtherUsers.BY_HAND).stream()
                        .anyMatch(address -> assignment.isOn(world.groupOf(address)));
    }

    /** Nobody has repaired the guest's QEMU, which keeps libvirt from changing the definition, and a problem says so. */
    private boolean isSaidToBeStuck(Records.Assignment assignment) {
        return assignment.problem() != null
                && world.guest(assignment.guest()).orElseThrow().isStopped();
    }

    private static void cordons(Records records, List<String> open) {
        long fenced = records.conflicts().values().stream()
                .filter(Records.Conflict::isFenced)
                .count();
        if (records.count("host_fence") != fenced) {
            open.add(records.count("host_fence") + " fences cordon the host, and " + fenced + " guests are fenced");
        }
    }

    private void groups(Records records, List<String> open) {
        for (WorldGroup group : world.groups()) {
            boolean owned =
                    records.assignments().values().stream().anyMatch(known -> known.live() && known.isOn(group));
            boolean fenced = records.conflicts().values().stream().anyMatch(Records.Conflict::isFenced);
            boolean said = records.assignments().values().stream()
                    .anyMatch(known -> known.isOn(group) && known.isWithoutItsGroup());
            if (!fenced && !said && owned != (group.state != GroupState.WITH_HOST)) {
                open.add(group + " is " + group.state + (owned ? ", and somebody owns it" : ", and nobody owns it"));
            }
        }
    }
}
