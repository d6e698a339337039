package io.bailiff.manager.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.manager.schedule.Course.Work;
import io.bailiff.manager.schedule.Messages.AgentTalks;
import io.bailiff.manager.schedule.OnTheHost.ClaimantGivesUp;
import io.bailiff.manager.schedule.OnTheHost.HostClaims;
import io.bailiff.manager.schedule.Operators.Lend;
import io.bailiff.manager.schedule.Operators.Reclaim;
import io.bailiff.manager.schedule.Operators.Steer;
import io.bailiff.manager.schedule.Operators.Steering;
import org.junit.jupiter.api.Test;

/** Schedules that once broke a rule, as small as they could be made. */
class FoundSchedulesTest {

    @Test
    void aConflictThatHasBeenWithdrawnCannotBeSkippedToTheNextRung() {
        holds(
                new Lend("db1", Schedule.NVME),
                new Reclaim(1, 8, 0),
                new Steer(0, Steering.WITHDRAW),
                new Steer(0, Steering.SKIP));
    }

    @Test
    void norCanOneThatNobodyStandsForAnyMore() {
        holds(
                new Lend("web1", Schedule.NIC),
                new Work(4),
                new HostClaims(0, true),
                new Work(1),
                new ClaimantGivesUp(0),
                new AgentTalks(),
                new Steer(0, Steering.SKIP));
    }

    @Test
    void aRungThatIsSkippedBeforeTheGuestHasBeenAskedIsSkippedForTheRunThatItIsIn() {
        holds(new Lend("db1", Schedule.NVME), new Work(4), new Reclaim(1, 2, 16), new Steer(2, Steering.SKIP));
    }

    private static void holds(Action... actions) {
        Run run = Run.of(Schedule.of(actions));

        assertThat(run.broken())
                .as(() -> String.join(System.lineSeparator(), run.story()))
                .isEmpty();
    }
}
