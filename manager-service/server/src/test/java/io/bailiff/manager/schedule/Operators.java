// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.agent.AllowedUses;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.assignment.GuestReference;
import io.bailiff.manager.assignment.LoanRequest;
import io.bailiff.manager.audit.Requester;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What people ask the manager for. */
final class Operators {

    private Operators() {}

    /** Somebody asks for a loan. */
    record Lend(String guest, List<String> functions) implements Action {
        @Override
        public void on(World world) {
            if (world.faults().managerDown()) {
                return;
            }
            WorldGroup group = world.groupOf(functions.get(0));
            LoanRequest request = new LoanRequest(
                    World.HOST,
                    GuestReference.said(guest, "guest"),
                    functions.stream().map(PciAddress::parse).toList(),
                    group.fingerprint(),
                    new AllowedUses(Set.of()),
                    new Requester("alice", "10.0.0.3"));
            world.faults()
                    .request(
                            "a loan of " + group + " to " + guest,
                            () -> world.manager().bean(Assignments.class).request(request));
        }
    }

    /** Somebody gives a loan back. */
    record GiveBack(int which) implements Action {
        @Override
        public void on(World world) {
            if (world.faults().managerDown()) {
                return;
            }
            List<UUID> live = world.rules().records().assignments().values().stream()
                    .filter(Records.Assignment::live)
                    .map(Records.Assignment::id)
                    .toList();
            Action.pick(live, which)
                    .ifPresent(id -> world.faults()
                            .request(
                                    "giving back",
                                    () -> world.manager()
                                            .bean(Assignments.class)
                                            .release(id, new Requester("alice", "10.0.0.3"))));
        }
    }

    /** An operator says that the host needs a group back; zero: no deadline of their own. */
    record Reclaim(int group, int releaseSeconds, int shutdownSeconds) implements Action {
        @Override
        public void on(World world) {
            if (world.faults().managerDown()) {
                return;
            }
            Map<Rung, Duration> deadlines = new HashMap<>();
            put(world, deadlines, Rung.RELEASE, releaseSeconds);
            put(world, deadlines, Rung.SHUTDOWN, shutdownSeconds);
            String function =
                    Action.pick(world.groups(), group).orElseThrow().addresses().get(0);
            world.faults()
                    .request(
                            "a reclaim of " + function,
                            () -> world.manager().operator().reclaim(world.host(), function, deadlines));
        }

        private static void put(World world, Map<Rung, Duration> deadlines, Rung rung, int seconds) {
            if (seconds > 0) {
                deadlines.put(rung, Duration.ofSeconds(seconds));
                world.rules().mayBeAsShortAs(rung, Duration.ofSeconds(seconds));
            }
        }
    }

    /** What an operator does about a conflict. */
    enum Steering {
        EXTEND,
        SKIP,
        WITHDRAW,
        UNFENCE
    }

    record Steer(int which, Steering how) implements Action {
        @Override
        public void on(World world) {
            if (world.faults().managerDown()) {
                return;
            }
            List<UUID> open = world.rules().records().conflicts().values().stream()
                    .filter(Records.Conflict::open)
                    .map(Records.Conflict::id)
                    .toList();
            Action.pick(open, which).ifPresent(conflict -> steer(world, conflict));
        }

        private void steer(World world, UUID conflict) {
            String what = how + " of conflict " + conflict.toString().substring(0, 4);
            switch (how) {
                case EXTEND ->
                    world.faults()
                            .request(what, () -> world.manager().operator().extend(conflict, Duration.ofSeconds(30)));
                case SKIP -> {
                    world.rules().skipping(conflict);
                    world.faults()
                            .request(what, () -> world.manager().operator().skip(conflict));
                    world.rules().skipped(conflict);
                }
                case WITHDRAW -> {
                    if (world.faults()
                            .request(what, () -> world.manager().operator().withdraw(conflict))) {
                        world.rules().withdrawn(conflict);
                        world.tell(what);
                    }
                }
                case UNFENCE ->
                    world.faults()
                            .request(what, () -> world.manager().operator().unfence(conflict));
            }
        }
    }
}
