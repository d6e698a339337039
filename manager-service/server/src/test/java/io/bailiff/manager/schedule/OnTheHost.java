// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.GuestBehaviour;
import java.util.Map;

/** What happens on the host without the manager: who claims, and what guests do. */
final class OnTheHost {

    private OnTheHost() {}

    /** Somebody on the host wants a group: they wait, or what they did stands. */
    record HostClaims(int group, boolean standing) implements Action {
        @Override
        public void on(World world) {
            Action.pick(world.groups(), group).ifPresent(wanted -> world.claims(wanted, standing));
        }
    }

    /** Somebody who waits gives up, or is ended. */
    record ClaimantGivesUp(int which) implements Action {
        @Override
        public void on(World world) {
            Action.pick(
                            world.agent().claims().stream()
                                    .filter(WorldClaim::waits)
                                    .toList(),
                            which)
                    .ifPresent(claim -> world.agent().withdraw(claim));
        }
    }

    record Behaves(int guest, GuestBehaviour how, boolean lingers) implements Action {
        @Override
        public void on(World world) {
            Action.pick(world.guests(), guest).orElseThrow().behaves(how, lingers);
        }
    }

    /** A slow guest gets round to what it was asked for. */
    record GetsRoundToIt(int guest) implements Action {
        @Override
        public void on(World world) {
            world.obeys(Action.pick(world.guests(), guest).orElseThrow());
        }
    }

    /** A guest ends by itself, or by somebody else's hand. */
    record Ends(int guest) implements Action {
        @Override
        public void on(World world) {
            WorldGuest who = Action.pick(world.guests(), guest).orElseThrow();
            if (who.runs() && !who.isStuck()) {
                world.ended(who);
            }
        }
    }

    /** Somebody ends and starts it again; by hand they put the same devices into it that it had. */
    record StartedAgain(int guest, boolean byHand) implements Action {
        @Override
        public void on(World world) {
            WorldGuest who = Action.pick(world.guests(), guest).orElseThrow();
            if (who.runs() && who.isStuck()) {
                return;
            }
            Map<String, PciAddress> devices = who.devices(byHand);
            if (who.runs()) {
                world.ended(who);
            }
            world.started(who, devices);
        }
    }

    /** The host unbinds the functions of a group that it has, and binds them to no other driver. */
    record HostStopsUsing(int group) implements Action {
        @Override
        public void on(World world) {
            Action.pick(world.groups(), group)
                    .filter(known -> known.state == GroupState.WITH_HOST)
                    .ifPresent(known -> {
                        known.idle = true;
                        world.tell("the host uses " + known + " no more");
                    });
        }
    }

    record HostIsBootedAgain() implements Action {
        @Override
        public void on(World world) {
            world.reboot();
        }
    }
}
