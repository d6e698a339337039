// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.sim.SimGuests;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import io.bailiff.manager.DirectHypervisor;
import io.bailiff.manager.schedule.Boundaries.Place;
import java.util.function.Consumer;

/**
 * The simulated host's libvirt, as the schedule has it answer: calls have effect at once, and their answers may be lost. What it does to a
 * guest the rules look at first.
 */
final class WorldHypervisor extends DirectHypervisor {

    private final World world;

    /** Calls that do something and whose answer is lost, counted from the next. */
    int answersToLose;

    /** Calls that do something and are refused for now, counted from the next. */
    int busyFor;

    WorldHypervisor(World world, SimGuests guests) {
        super(guests);
        this.world = world;
    }

    @Override
    protected void requireReachable() throws HypervisorException {
        if (!world.libvirtReachable()) {
            throw new HypervisorException(Code.UNREACHABLE, "away, by the schedule");
        }
    }

    @Override
    protected <T> T around(Request request, Operation<T> operation) throws HypervisorException {
        if (request.call() == Call.LOOK) {
            world.at(Place.LOOK);
            requireReachable();
            return simulated(operation);
        }
        tries(request);
        requireReachable();
        world.at(Place.CALL);
        if (busyFor > 0) {
            busyFor--;
            throw new HypervisorException(Code.BUSY, "another job, by the schedule");
        }
        T answer = act(request, operation);
        world.at(Place.CALLED);
        if (answersToLose > 0) {
            answersToLose--;
            world.faults().disturb();
            throw new HypervisorException(Code.UNREACHABLE, "the answer is lost, by the schedule");
        }
        return answer;
    }

    private void tries(Request request) {
        world.guest(request.guest())
                .ifPresent(guest -> world.rules().guestRules().tries(request.call(), guest));
    }

    private <T> T act(Request request, Operation<T> operation) throws HypervisorException {
        WorldGuest guest = world.guest(request.guest())
                .orElseThrow(() -> new HypervisorException(Code.NO_GUEST, "no guest " + request.guest()));
        look(request, guest);
        world.tell("libvirt: " + request.call() + " " + guest
                + request.function().map(" "::concat).orElse(""));
        String instance = Truth.key(guest);
        try {
            T answer = simulated(operation);
            done(request, guest, instance);
            return answer;
        } finally {
            world.settle();
        }
    }

    private void done(Request request, WorldGuest guest, String instance) {
        if (request.call() == Call.START) {
            guest.startedWith(world.tick());
            world.rules().guestRules().hasStarted(guest);
        } else if (request.call() == Call.DESTROY && !Truth.key(guest).equals(instance)) {
            world.rules().guestRules().endedBySignal(instance);
        }
    }

    /** Has the rules look at what is about to be done; to a guest that is off nothing is. */
    private void look(Request request, WorldGuest guest) {
        Rules rules = world.rules();
        if (request.call() == Call.ATTACH) {
            rules.mayAttach(guest, world.groupOf(request.function().orElseThrow()));
        } else if (request.call() == Call.UNDEFINE) {
            rules.guestRules().mayUndefine(guest, request.function().orElseThrow());
        } else if (request.call() == Call.START) {
            rules.guestRules().mayStart(guest);
        } else if (guest.runs()) {
            switch (request.call()) {
                case DETACH -> rules.mayAsk(guest, request.function().orElseThrow());
                case SHUTDOWN -> rules.mayShutDown(guest);
                case DESTROY -> rules.mayDestroy(guest, request.graceful());
                case SUSPEND -> rules.maySuspend(guest);
                case RESUME, WAKE -> rules.mayResume(guest);
                case UNDEFINE, LOOK, ATTACH, START -> {}
            }
        }
    }

    /** Events are brought by the schedule itself. */
    @Override
    public Subscription subscribe(Consumer<HypervisorEvent> listener) {
        return () -> {};
    }
}
