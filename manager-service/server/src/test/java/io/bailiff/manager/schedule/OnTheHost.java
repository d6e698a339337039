package io.bailiff.manager.schedule;

import io.bailiff.libvirt.xml.HostDevice;
import java.util.List;

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

    record Behaves(int guest, Behaviour how, boolean lingers) implements Action {
        @Override
        public void on(World world) {
            WorldGuest who = Action.pick(world.guests(), guest).orElseThrow();
            who.behaviour = how;
            who.lingers = lingers;
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
            if (who.runs() && who.behaviour != Behaviour.STUCK) {
                world.ended(who);
            }
        }
    }

    /** Somebody ends and starts it again; by hand they put the same devices into it that it had. */
    record StartedAgain(int guest, boolean byHand) implements Action {
        @Override
        public void on(World world) {
            WorldGuest who = Action.pick(world.guests(), guest).orElseThrow();
            if (who.runs() && who.behaviour == Behaviour.STUCK) {
                return;
            }
            List<HostDevice> had = byHand ? List.copyOf(who.live) : List.of();
            if (who.runs()) {
                world.ended(who);
            }
            world.started(who, had);
        }
    }

    record HostIsBootedAgain() implements Action {
        @Override
        public void on(World world) {
            world.reboot();
        }
    }
}
