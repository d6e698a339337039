// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

/** What goes wrong. */
final class Trouble {

    private Trouble() {}

    record AgentIsStartedAgain(int away) implements Action {
        @Override
        public void on(World world) {
            world.agent().restart();
            world.faults().agentAway(away);
        }
    }

    record UseIsUnknown(int actions) implements Action {
        @Override
        public void on(World world) {
            world.faults().useUnknown(actions);
        }
    }

    record MovesGo(WorldAgent.Moves how, int actions) implements Action {
        @Override
        public void on(World world) {
            world.faults().moves(how, actions);
        }
    }

    record LibvirtIsAway(int actions) implements Action {
        @Override
        public void on(World world) {
            world.faults().libvirtAway(actions);
        }
    }

    record LibvirtLosesAnswers(int calls) implements Action {
        @Override
        public void on(World world) {
            world.libvirt().answersToLose = calls;
            world.faults().disturb();
        }
    }

    record LibvirtIsBusy(int calls) implements Action {
        @Override
        public void on(World world) {
            world.libvirt().busyFor = calls;
            world.faults().disturb();
        }
    }

    /** libvirt changes running guests, and no definition. */
    record DefinitionsCannotBeStored(int actions) implements Action {
        @Override
        public void on(World world) {
            world.faults().definitionsFixed(actions);
        }
    }

    record DatabaseIsAway(int actions) implements Action {
        @Override
        public void on(World world) {
            world.faults().databaseAway(actions);
        }
    }

    record CommitGoesWrong(int commits, Boundaries.Commit how) implements Action {
        @Override
        public void on(World world) {
            world.faults().commit(commits, how);
        }
    }

    /** The manager is killed at a boundary, counted from now, and stays away for some actions. */
    record KillManager(int boundaries, int away) implements Action {
        @Override
        public void on(World world) {
            world.faults().kill(boundaries, away);
        }
    }
}
