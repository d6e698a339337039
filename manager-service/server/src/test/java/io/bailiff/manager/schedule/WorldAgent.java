// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.api.ClaimRefusal;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.OrderOutcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The host's agent, as far as its manager can tell it from the real one: it never gives a group back that somebody
 * has open, keeps claims and outcomes over its own restarts, and takes in no revision that is older than one that
 * it knows.
 */
final class WorldAgent {

    /** How a move of a group ends. */
    enum Moves {
        WORK,
        /** They fail and are undone. */
        FAIL,
        /** They fail half way. */
        STICK,
        /** They never end. */
        HANG
    }

    private final World world;
    private final Map<String, OrderOutcome> outcomes = new LinkedHashMap<>();
    private final Map<String, WorldClaim> claims = new LinkedHashMap<>();
    private String bootId = "boot-1";
    private int boots = 1;
    private Instant started;
    private long sequence;
    private long seenRevision;
    private long applied;
    private @Nullable DesiredState desired;

    WorldAgent(World world) {
        this.world = world;
        this.started = world.wall();
    }

    /** The claims that it still tells of, in the order in which they were made. */
    List<WorldClaim> claims() {
        return List.copyOf(claims.values());
    }

    void add(WorldClaim claim) {
        claims.put(claim.id(), claim);
    }

    /** It is started again: what it wants it has to be told again. */
    void restart() {
        // The real one makes sure of this whatever the clock shows.
        Instant now = world.wall();
        started = now.isAfter(started) ? now : started.plusNanos(1000);
        sequence = 0;
        applied = 0;
        desired = null;
    }

    void reboot() {
        boots++;
        bootId = "boot-" + boots;
        claims.clear();
        outcomes.values().removeIf(outcome -> outcome.status() != OrderOutcome.Status.FAILED);
        restart();
    }

    /** Takes in what the manager wants; an older word than the last is not believed. */
    void take(DesiredState wanted) {
        if (wanted.revision() < seenRevision) {
            return;
        }
        seenRevision = wanted.revision();
        desired = wanted;
        outcomes.keySet()
                .retainAll(wanted.orders().stream().map(GroupOrder::operationId).toList());
        work();
        applied = wanted.revision();
    }

    /** Tries what is not done yet. */
    void work() {
        if (desired == null) {
            return;
        }
        desired.refusals().forEach(this::refuse);
        for (GroupOrder order : desired.orders()) {
            OrderOutcome known = outcomes.get(order.operationId());
            boolean over = known != null
                    && (known.status() == OrderOutcome.Status.DONE || known.status() == OrderOutcome.Status.FAILED);
            if (!over) {
                carryOut(order, world.group(order.fingerprint()));
            }
        }
    }

    private void refuse(ClaimRefusal refusal) {
        WorldClaim claim = claims.get(refusal.claimId());
        if (claim != null && claim.waits()) {
            end(claim, Status.DENIED);
        }
    }

    private void carryOut(GroupOrder order, WorldGroup group) {
        if (order.want() == Want.FENCED) {
            group.fenced = true;
            world.tell("the agent fences " + group);
            claims.values().stream()
                    .filter(claim -> claim.group() == group && claim.waits())
                    .forEach(claim -> end(claim, Status.DENIED));
            outcome(order, OrderOutcome.Status.DONE, "bus mastering is off");
            return;
        }
        group.fenced = false;
        boolean back = order.want() == Want.WITH_HOST;
        if (group.state == (back ? GroupState.WITH_HOST : GroupState.DETACHED)) {
            outcome(order, OrderOutcome.Status.DONE, "it is so already");
        } else if (back && world.isOpen(group)) {
            outcome(order, OrderOutcome.Status.IN_PROGRESS, "somebody has it open");
        } else {
            move(order, group, back);
        }
    }

    private void move(GroupOrder order, WorldGroup group, boolean back) {
        switch (world.moves()) {
            case WORK -> {
                group.state = back ? GroupState.WITH_HOST : GroupState.DETACHED;
                world.tell("the agent moves " + group + ": " + group.state);
                if (back) {
                    letThrough(group);
                }
                outcome(order, OrderOutcome.Status.DONE, "done");
            }
            case FAIL -> outcome(order, OrderOutcome.Status.FAILED, "it fails, by the schedule");
            case STICK -> {
                group.state = GroupState.MIXED;
                outcome(order, OrderOutcome.Status.STUCK, "it sticks, by the schedule");
            }
            case HANG -> outcome(order, OrderOutcome.Status.IN_PROGRESS, "it hangs, by the schedule");
        }
    }

    /** A claimant that is let through binds its own driver. */
    private void letThrough(WorldGroup group) {
        claims.values().stream()
                .filter(claim -> claim.group() == group && claim.waits())
                .forEach(claim -> {
                    group.idle = false;
                    end(claim, Status.LET_THROUGH);
                });
    }

    /** Whoever waited does not any more. */
    void withdraw(WorldClaim claim) {
        end(claim, Status.WITHDRAWN);
    }

    private void end(WorldClaim claim, Status status) {
        claim.become(status, world.wall());
        world.tell("claim " + claim.id().substring(0, 4) + " on " + claim.group() + " is " + status);
    }

    private void outcome(GroupOrder order, OrderOutcome.Status status, String message) {
        outcomes.put(order.operationId(), new OrderOutcome(order.operationId(), status, message, world.wall()));
    }

    /** What it sees now. */
    HostReport report() {
        sequence++;
        return new HostReport(
                started,
                sequence,
                world.wall(),
                bootId,
                "6.1.0-schedule",
                ConflictBehaviour.REFUSES,
                world.groups().stream().map(group -> group.report(use(group))).toList(),
                List.of(),
                List.copyOf(outcomes.values()),
                applied,
                new GuardReport(GuardReport.Policy.HOLD, true, "nothing", List.of()),
                claims.values().stream().map(WorldClaim::report).toList(),
                List.of());
    }

    private GroupUse use(WorldGroup group) {
        if (world.isUseUnknown()) {
            return new GroupUse(GroupUse.State.UNKNOWN, List.of());
        }
        return world.processes()
                .holder(group)
                .map(process -> new GroupUse(GroupUse.State.IN_USE, List.of(process)))
                .orElseGet(() -> new GroupUse(GroupUse.State.FREE, List.of()));
    }

    /** The manager has taken this report: the ends that it told of need not be told again. */
    void acknowledged(HostReport report) {
        report.claims().stream()
                .filter(told -> !told.status().waits())
                .filter(told ->
                        claims.containsKey(told.id()) && claims.get(told.id()).status() == told.status())
                .forEach(told -> claims.remove(told.id()));
    }
}
