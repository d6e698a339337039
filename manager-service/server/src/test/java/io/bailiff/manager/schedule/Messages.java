// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.manager.guest.GuestHappening;
import java.util.Optional;
import java.util.UUID;

/** What is sent and what arrives, early, late, twice or never. */
final class Messages {

    private Messages() {}

    /** The agent polls, works and reports, and all of it arrives. */
    record AgentTalks() implements Action {
        @Override
        public void on(World world) {
            world.talk();
        }
    }

    /** The agent polls; the answer is on its way. */
    record Poll() implements Action {
        @Override
        public void on(World world) {
            world.poll();
        }
    }

    /** An answer to a poll arrives, perhaps not the last time. */
    record AnswerArrives(int which, boolean again) implements Action {
        @Override
        public void on(World world) {
            Action.pick(world.answers, which).ifPresent(answer -> arrives(world, answer));
        }

        private void arrives(World world, DesiredState answer) {
            if (!again) {
                world.answers.remove(answer);
            }
            world.hear(answer);
        }
    }

    /** The agent looks at the host; its report is on its way. */
    record Report() implements Action {
        @Override
        public void on(World world) {
            world.send();
        }
    }

    /** A report arrives, perhaps not the last time; perhaps the agent does not hear that it was taken. */
    record ReportArrives(int which, boolean again, boolean answerLost) implements Action {
        @Override
        public void on(World world) {
            Action.pick(world.reports, which).ifPresent(sent -> arrives(world, sent));
        }

        private void arrives(World world, World.SentReport sent) {
            if (!again) {
                world.reports.remove(sent);
            }
            world.arrive(sent, answerLost);
        }
    }

    /** All that is on its way is lost. */
    record NetworkLosesAll() implements Action {
        @Override
        public void on(World world) {
            world.answers.clear();
            world.reports.clear();
        }
    }

    /** An event of libvirt arrives: of a guest, or of no guest in particular. */
    record LibvirtEvent(int guest) implements Action {
        @Override
        public void on(World world) {
            if (world.faults().managerDown()) {
                return;
            }
            Optional<UUID> whose = guest == 0
                    ? Optional.empty()
                    : Action.pick(world.guests(), guest).map(WorldGuest::uuid);
            world.faults()
                    .request(
                            "an event of libvirt",
                            () -> world.manager().publish(new GuestHappening(world.host(), whose)));
        }
    }
}
