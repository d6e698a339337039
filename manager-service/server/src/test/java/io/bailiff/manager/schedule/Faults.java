// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.manager.problem.ProblemException;
import io.bailiff.manager.schedule.Boundaries.Commit;
import io.bailiff.manager.schedule.Boundaries.Place;
import io.bailiff.testing.schedule.RuleBroken;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, and until when: some for the next actions of the schedule, some at a boundary that is counted
 * from now.
 */
final class Faults {

    private final World world;
    private int now;
    private int libvirtBack;
    private int definitionsChange;
    private int databaseBack;
    private int agentBack;
    private int useKnown;
    private int movesWork;
    private int managerBack;
    private boolean managerDown;
    private WorldAgent.Moves moves = WorldAgent.Moves.WORK;
    private int killIn = -1;
    private int killedFor;
    private int commitIn = -1;
    private Commit fate = Commit.WORKS;
    private int meanwhileIn = -1;
    private Place meanwhileAt = Place.BEGIN;
    private @Nullable Action meanwhile;
    private int depth;
    private boolean disturbed;
    private int disturbances;

    Faults(World world) {
        this.world = world;
    }

    /** The next action of the schedule begins. */
    void nextAction() {
        now++;
        world.definitionsCanBeStored(now >= definitionsChange);
        disturbed = databaseAway();
        if (managerDown && managerBack <= now) {
            managerDown = false;
            world.tell("the manager is started again");
            world.manager().restart();
        }
    }

    /** From now on nothing goes wrong any more. */
    void stop() {
        libvirtBack = 0;
        definitionsChange = 0;
        databaseBack = 0;
        agentBack = 0;
        useKnown = 0;
        movesWork = 0;
        managerBack = 0;
        killIn = -1;
        commitIn = -1;
        meanwhileIn = -1;
        world.libvirt().answersToLose = 0;
        world.libvirt().busyFor = 0;
    }

    void libvirtAway(int actions) {
        libvirtBack = now + actions;
        disturbances++;
    }

    void definitionsFixed(int actions) {
        definitionsChange = now + actions;
        world.definitionsCanBeStored(false);
        disturbances++;
    }

    void databaseAway(int actions) {
        databaseBack = now + actions;
        disturbed = true;
        disturbances++;
    }

    void agentAway(int actions) {
        agentBack = now + actions;
    }

    void useUnknown(int actions) {
        useKnown = now + actions;
    }

    void moves(WorldAgent.Moves how, int actions) {
        moves = how;
        movesWork = now + actions;
    }

    void kill(int boundaries, int actions) {
        killIn = boundaries;
        killedFor = actions;
    }

    void commit(int commits, Commit how) {
        commitIn = commits;
        fate = how;
    }

    /**
     * Others can come in between where a transaction begins and where libvirt is looked at, not in the middle of
     * either.
     */
    void meanwhile(Place place, int nth, Action action) {
        meanwhileAt = place;
        meanwhileIn = nth;
        meanwhile = action;
    }

    /** An answer of libvirt is lost, or it is busy. */
    void disturb() {
        disturbances++;
    }

    boolean libvirtAway() {
        return now < libvirtBack;
    }

    boolean databaseAway() {
        return now < databaseBack;
    }

    boolean agentAway() {
        return now < agentBack;
    }

    boolean useUnknown() {
        return now < useKnown;
    }

    boolean managerDown() {
        return managerDown;
    }

    WorldAgent.Moves moves() {
        return now < movesWork ? moves : WorldAgent.Moves.WORK;
    }

    /** How much has gone wrong so that the manager may not know what it has done. */
    int disturbances() {
        return disturbances;
    }

    Commit commit() {
        if (depth == 0 || commitIn < 0 || commitIn-- > 0) {
            return Commit.WORKS;
        }
        disturbed = true;
        disturbances++;
        world.tell(fate == Commit.FAILS ? "a commit fails" : "the answer to a commit is lost");
        return fate;
    }

    void at(Place place) {
        if (depth == 0) {
            return;
        }
        if (killIn >= 0 && killIn-- == 0) {
            throw new ManagerKilled(place.toString());
        }
        Action action = meanwhile;
        if (place == meanwhileAt && action != null && meanwhileIn >= 0 && meanwhileIn-- == 0) {
            meanwhile = null;
            world.tell("meanwhile: " + action);
            action.on(world);
        }
    }

    /** Something that the manager does. */
    interface Work {
        void run();
    }

    /**
     * Has the manager do something; false if it was not done, or nobody knows whether it was. What it throws
     * although nothing goes wrong is a defect.
     */
    boolean request(String what, Work work) {
        if (depth == 0) {
            world.rules().begins();
        }
        depth++;
        try {
            work.run();
            return true;
        } catch (ProblemException refused) {
            world.tell(what + " is refused: " + refused.problem().title());
            return false;
        } catch (ManagerKilled killed) {
            if (depth > 1) {
                throw killed;
            }
            died(killed);
            return false;
        } catch (RuntimeException failed) {
            if (!disturbed) {
                throw new RuleBroken("the manager fails at " + what + " although nothing is wrong: " + failed, failed);
            }
            world.tell(what + " fails");
            return false;
        } finally {
            depth--;
        }
    }

    private void died(ManagerKilled killed) {
        world.tell("the manager is " + killed.getMessage());
        disturbances++;
        killIn = -1;
        meanwhileIn = -1;
        managerDown = true;
        managerBack = now + killedFor;
        world.manager().steps().crash();
    }
}
