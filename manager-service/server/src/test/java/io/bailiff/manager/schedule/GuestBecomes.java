// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

/** A guest changes its state by itself, or by somebody else's hand. */
record GuestBecomes(int guest, Change how) implements Action {

    /** What happens to the guest. */
    enum Change {
        PAUSED,
        RESUMED,
        ASLEEP,
        AWAKE,
        CRASHED,
        POWERING_OFF
    }

    @Override
    public void on(World world) {
        WorldGuest who = Action.pick(world.guests(), guest).orElseThrow();
        if (who.becomes(how)) {
            world.tell(who + " is " + how);
            world.settle();
        }
    }
}
