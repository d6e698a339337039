// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import static io.bailiff.manager.schedule.Rules.require;

import io.bailiff.agent.sim.GuestView.State;
import io.bailiff.manager.DirectHypervisor.Call;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The rules about the right guest: who may be acted on at all, how often, and what the manager says of it afterwards. */
final class GuestRules {

    private static final int MOST_RESUMES = 3;

    private final World world;
    private final Truth truth;
    private final Map<String, EnumSet<Call>> tried = new HashMap<>();
    private final Map<String, Integer> resumed = new HashMap<>();
    private final Map<String, Integer> mayBeResumed = new HashMap<>();
    private final Set<String> endedBySignal = new HashSet<>();
    private final Map<String, Integer> disturbancesAtRecord = new HashMap<>();
    private final Map<UUID, Integer> disturbancesAtStart = new HashMap<>();

    GuestRules(World world, Truth truth) {
        this.world = world;
        this.truth = truth;
    }

    // What the manager has libvirt do.

    /** The manager has begun to call libvirt, whatever comes of that. */
    void tries(Call call, WorldGuest guest) {
        tried.computeIfAbsent(Truth.key(guest), fresh -> EnumSet.noneOf(Call.class))
                .add(call);
    }

    /** A guest without a function of the group is asked for nothing, and somebody to whom it is not lent only if a policy says so. */
    boolean mayActOn(Records.Conflict conflict) {
        return truth.had(conflict) && isAllowedTarget(conflict);
    }

    boolean isAllowedTarget(Records.Conflict conflict) {
        return !conflict.isAboutStranger() || truth.policy(said -> said.allowsStrangers(conflict));
    }

    /** A definition loses nothing but the functions of a group that its guest has to release. */
    void mayUndefine(WorldGuest guest, String alias) {
        boolean releases = world.rules().records().assignments().values().stream()
                .filter(known -> known.guest().equals(guest.uuid()) && known.live())
                .filter(known -> known.isReleasing() || known.state().equals("EVICTING"))
                .anyMatch(known -> world.rules().records().aliases(known.id()).contains(alias));
        require(releases, "rule 8: " + alias + " is taken out of the definition of " + guest + ", which keeps it");
    }

    void mayResume(WorldGuest guest, List<Records.Conflict> about) {
        require(
                about.stream().anyMatch(conflict -> conflict.resumes() > 0 && conflict.resumes() <= MOST_RESUMES),
                "rule 8: " + guest + " is resumed, and that is not recorded, or too often: " + about);
        require(
                about.stream().anyMatch(conflict -> truth.policy(said -> said.allowsResume(conflict))),
                "a policy forbids to resume: " + guest + ", " + about);
        int times = resumed.merge(Truth.key(guest), 1, Integer::sum);
        int most = mayBeResumed.entrySet().stream()
                .filter(known -> known.getKey().endsWith(Truth.key(guest)))
                .mapToInt(Map.Entry::getValue)
                .sum();
        require(times <= most, "rule 8: " + guest + " is resumed " + times + " times, and " + most + " are recorded");
    }

    /** A guest is started only after the conflict has ended it, as often as that is recorded. */
    void mayStart(WorldGuest guest) {
        List<Records.Conflict> about = world.rules().records().conflicts().values().stream()
                .filter(known ->
                        known.target().equals(guest.uuid()) && known.state().equals("RETURNING"))
                .filter(Records.Conflict::startOrdered)
                .filter(known -> Set.of("SHUT_DOWN", "DESTROYED").contains(String.valueOf(known.outcome())))
                .filter(known -> truth.policy(said -> said.startsGuest(known)))
                .toList();
        require(!about.isEmpty(), "rule 8: " + guest + " is started, and no conflict has ended it");
        require(
                guest.runs() || about.stream().anyMatch(this::mayNotKnowOfItsStart),
                "rule 8: " + guest + " is started again, and that is not recorded: " + about);
    }

    /** A manager that was disturbed before it called libvirt, or after that, may not know that libvirt has started the guest. */
    private boolean mayNotKnowOfItsStart(Records.Conflict conflict) {
        return disturbancesAtStart.getOrDefault(conflict.id(), -1)
                < world.faults().disturbances();
    }

    /** libvirt has started it. */
    void hasStarted(WorldGuest guest) {
        world.rules().records().conflicts().values().stream()
                .filter(known -> known.target().equals(guest.uuid()) && known.startOrdered() && known.open())
                .forEach(known ->
                        disturbancesAtStart.put(known.id(), world.faults().disturbances()));
    }

    void endedBySignal(String instance) {
        endedBySignal.add(instance);
    }

    // What the manager has written.

    void moved(Records.Conflict before, Records.Conflict now) {
        boolean asks = now.releaseAsks() > before.releaseAsks()
                || now.shutdownAsks() > before.shutdownAsks()
                || now.destroyAsks() > before.destroyAsks()
                || now.resumes() > before.resumes();
        boolean anotherRung = now.rung() > before.rung() && Records.isRung(now.rung());
        boolean exempt = before.rung() >= Records.FENCING || isUnknown(now);
        require(
                exempt || !asks || mayActOn(now),
                "rule 8: a guest is asked that does not have the group: " + before + ", now " + now);
        // The rung of another domain instance than the present one does nothing: the ladder begins again.
        require(
                exempt || !anotherRung || mayActOn(now) || (truth.guestHad(now) && isAllowedTarget(now)),
                "rule 8: a rung is taken against a guest that does not have the group: " + before + ", now " + now);
        note(now);
        returning(now);
    }

    private void note(Records.Conflict now) {
        mayBeResumed.merge(now.id() + "/" + now.instanceKey(), now.resumes(), Math::max);
        int disturbances = world.faults().disturbances();
        if (now.shutdownAsks() > 0) {
            disturbancesAtRecord.putIfAbsent(now.instanceKey() + Call.SHUTDOWN, disturbances);
        }
        if (now.destroyAsks() > 0) {
            disturbancesAtRecord.putIfAbsent(now.instanceKey() + Call.DESTROY, disturbances);
        }
    }

    /** Nobody is fenced because somebody else has the group. */
    void fenced(Records.Assignment assignment) {
        boolean has = world.rules().records().conflicts().values().stream()
                .filter(known -> known.open() && known.assignment().equals(assignment.id()))
                .anyMatch(known -> mayActOn(known) || isUnknown(known));
        require(has, "rule 8: a guest is fenced that does not have the group: " + assignment);
    }

    /** While libvirt is away, a guest may have what nobody else is known to have. */
    private boolean isUnknown(Records.Conflict conflict) {
        return truth.libvirtWasAway() && !truth.isStrangerReported(conflict);
    }

    private void returning(Records.Conflict now) {
        if (now.state().equals("RETURNING")) {
            Records.Assignment assignment =
                    world.rules().records().assignments().get(now.assignment());
            require(
                    assignment != null && !assignment.state().equals("EVICTING"),
                    "the group returns, and the guest still has it: " + now + " of " + assignment);
        }
    }

    /** The outcome of a conflict says what was done to the guest. */
    void outcome(Records.Conflict now) {
        String outcome = String.valueOf(now.outcome());
        boolean fits = switch (now.state()) {
            case "WITHDRAWN", "DENIED" -> outcome.equals(now.state());
            case "RETURNING", "RESOLVED" -> fits(outcome, now);
            default -> now.outcome() == null;
        };
        require(fits, "the outcome does not fit what was done: " + now);
    }

    private boolean fits(String outcome, Records.Conflict now) {
        return switch (outcome) {
            case "RELEASED" -> now.destroyAsks() == 0 || !endedBySignal.contains(now.instanceKey());
            case "SHUT_DOWN" -> wasTried(now, Call.SHUTDOWN);
            case "DESTROYED" -> wasTried(now, Call.DESTROY);
            case "FENCED" -> now.unfenced();
            default -> false;
        };
    }

    /** A manager that was disturbed after the record may not have come to the call. */
    private boolean wasTried(Records.Conflict now, Call call) {
        int then = disturbancesAtRecord.getOrDefault(now.instanceKey() + call, Integer.MAX_VALUE);
        return tried.getOrDefault(now.instanceKey(), EnumSet.noneOf(Call.class)).contains(call)
                || world.faults().disturbances() > then;
    }

    /** Why the guest of a conflict need not be given the time of a rung; empty if it could answer. */
    boolean couldNotAnswer(Records.Conflict conflict) {
        Set<State> states = truth.states(conflict);
        boolean still = states.contains(State.PAUSED) || states.contains(State.SUSPENDED);
        boolean stays = conflict.resumes() >= MOST_RESUMES || truth.policy(said -> !said.allowsResume(conflict));
        return states.contains(State.CRASHED)
                || states.contains(State.SHUT_OFF)
                || states.contains(State.SAVED)
                || (still && stays);
    }
}
