// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import io.bailiff.agent.sim.GuestControl;
import io.bailiff.agent.sim.GuestException;
import io.bailiff.agent.sim.GuestView;
import io.bailiff.agent.sim.SimGuests;
import java.util.UUID;

/** A guest of a simulated host, for tests that want the simulation to do everything they ask for. */
public abstract class SimulatedGuest {

    protected final SimGuests guests;
    protected final GuestControl control;
    protected final UUID uuid;
    protected final String name;

    protected SimulatedGuest(SimGuests guests, UUID uuid, String name) {
        this.guests = guests;
        this.control = guests.control();
        this.uuid = uuid;
        this.name = name;
    }

    /** An action in the simulation. */
    protected interface Action {
        void run() throws GuestException;
    }

    /** A question to the simulation. */
    protected interface Question<T> {
        T answer() throws GuestException;
    }

    protected static <T> T ask(Question<T> question) {
        try {
            return question.answer();
        } catch (GuestException refused) {
            throw new AssertionError("The simulation refuses an action of the test", refused);
        }
    }

    protected static void act(Action action) {
        ask(() -> {
            action.run();
            return true;
        });
    }

    public UUID uuid() {
        return uuid;
    }

    public String name() {
        return name;
    }

    protected GuestView view() {
        return ask(() -> guests.guest(uuid));
    }
}
