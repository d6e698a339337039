// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.api.PciAddress;
import java.util.Map;

/** Users of a group that is not lent to them. */
final class OtherUsers {

    /** The alias of a function that somebody has given to a guest. */
    static final String BY_HAND = "ua-mine";

    private OtherUsers() {}

    /**
     * A process without a guest of libvirt opens a group: SPDK, or a QEMU that somebody has started by hand.
     *
     * @param stated the number of the guest that the process states in its command line; negative: none
     */
    record ProcessOpens(int group, int stated) implements Action {
        @Override
        public void on(World world) {
            WorldGroup wanted = Action.pick(world.groups(), group).orElseThrow();
            WorldGuest guest =
                    stated < 0 ? null : Action.pick(world.guests(), stated).orElseThrow();
            if (world.processes().startStranger(wanted, guest)) {
                world.tell("a process " + (guest == null ? "" : "that states the UUID of " + guest + " ") + "opens "
                        + wanted);
            }
        }
    }

    record ProcessEnds(int group) implements Action {
        @Override
        public void on(World world) {
            WorldGroup held = Action.pick(world.groups(), group).orElseThrow();
            if (world.processes().endStranger(held)) {
                world.tell("the process that has " + held + " open ends");
            }
        }
    }

    /** Somebody starts a guest with functions of a group, whoever has borrowed the group. */
    record GuestTakes(int guest, int group) implements Action {
        @Override
        public void on(World world) {
            WorldGuest who = Action.pick(world.guests(), guest).orElseThrow();
            if (who.runs() && who.isStuck()) {
                return;
            }
            if (who.runs()) {
                world.ended(who);
            }
            String function =
                    Action.pick(world.groups(), group).orElseThrow().addresses().get(0);
            world.started(who, Map.of(BY_HAND, PciAddress.parse(function)));
        }
    }
}
