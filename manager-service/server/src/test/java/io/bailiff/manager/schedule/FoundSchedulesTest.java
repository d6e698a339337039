// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.manager.api.Afterwards;
import io.bailiff.manager.api.GuestAfterwards;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.api.Strangers;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.schedule.Boundaries.Place;
import io.bailiff.manager.schedule.Course.InTurn;
import io.bailiff.manager.schedule.Course.Meanwhile;
import io.bailiff.manager.schedule.Course.Pass;
import io.bailiff.manager.schedule.Course.TakeStep;
import io.bailiff.manager.schedule.Course.Work;
import io.bailiff.manager.schedule.Messages.AgentTalks;
import io.bailiff.manager.schedule.Messages.LibvirtEvent;
import io.bailiff.manager.schedule.OnTheHost.Behaves;
import io.bailiff.manager.schedule.OnTheHost.ClaimantGivesUp;
import io.bailiff.manager.schedule.OnTheHost.Ends;
import io.bailiff.manager.schedule.OnTheHost.HostClaims;
import io.bailiff.manager.schedule.OnTheHost.HostIsBootedAgain;
import io.bailiff.manager.schedule.OnTheHost.StartedAgain;
import io.bailiff.manager.schedule.Operators.GiveBack;
import io.bailiff.manager.schedule.Operators.Lend;
import io.bailiff.manager.schedule.Operators.Reclaim;
import io.bailiff.manager.schedule.Operators.Steer;
import io.bailiff.manager.schedule.Operators.Steering;
import io.bailiff.manager.schedule.OtherUsers.GuestTakes;
import io.bailiff.manager.schedule.OtherUsers.ProcessOpens;
import io.bailiff.manager.schedule.Trouble.DefinitionsCannotBeStored;
import io.bailiff.manager.schedule.Trouble.LibvirtIsAway;
import io.bailiff.manager.schedule.Trouble.LibvirtIsBusy;
import io.bailiff.manager.schedule.Trouble.MovesGo;
import io.bailiff.manager.schedule.Trouble.UseIsUnknown;
import io.bailiff.testing.schedule.ScheduleRun;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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

    @Test
    void aGuestThatIsFencedBeforeItsDefinitionHasLostTheFunctionsLosesThemAfterwards() {
        holds(
                new Lend("db1", Schedule.NVME),
                new Work(4),
                new Reclaim(1, 0, 0),
                new Steer(2, Steering.SKIP),
                new Steer(0, Steering.SKIP),
                new Steer(0, Steering.SKIP));
    }

    @Test
    void orWhenItTurnsOutThatThereIsNothingToFence() {
        holds(
                new Lend("web1", Schedule.NIC),
                new Work(4),
                new Reclaim(0, 0, 19),
                new LibvirtIsBusy(2),
                new Steer(2, Steering.SKIP),
                new Steer(1, Steering.SKIP),
                new Work(1),
                new Steer(1, Steering.SKIP));
    }

    @Test
    void aGroupThatIsFreeWhenTheManagerLooksGoesBackAlsoIfTheNextReportDoesNotKnow() {
        holds(
                new Lend("web1", Schedule.NIC),
                new Reclaim(0, 12, 16),
                new TakeStep(1),
                new TakeStep(5),
                new AgentTalks(),
                new UseIsUnknown(6),
                new Meanwhile(Place.BEGIN, 3, new AgentTalks()),
                new TakeStep(6));
    }

    @Test
    void aGroupThatCannotBeTakenAgainAfterABootIsTakenOutOfTheGuestFirst() {
        holds(
                new Lend("web1", Schedule.NIC),
                new Work(4),
                new HostClaims(0, false),
                new AgentTalks(),
                new Meanwhile(Place.BEGIN, 9, new Pass(301)),
                new HostIsBootedAgain(),
                new AgentTalks(),
                new Work(1),
                new StartedAgain(0, false));
    }

    @Test
    void noRungOfAGuestThatHasReleasedIsSkipped() {
        holds(
                new Lend("web1", Schedule.PORT),
                new Work(4),
                new Reclaim(0, 14, 0),
                new Work(1),
                new Work(1),
                new Work(1),
                new Steer(0, Steering.SKIP));
    }

    @Test
    void aGuestThatKeepsItsFunctionsAfterAWithdrawalKeepsThemAlsoIfItsDefinitionCannotBeStored() {
        holds(
                new Behaves(0, GuestBehaviour.SLOW, false),
                new Lend("web1", Schedule.NIC),
                new Work(4),
                new Reclaim(0, 0, 0),
                new Work(1),
                new DefinitionsCannotBeStored(8),
                new Steer(0, Steering.WITHDRAW),
                new Work(1),
                new Pass(61),
                new Work(1));
    }

    @Test
    void aProcessThatStatesTheUuidOfAGuestThatWasStartedAgainIsNotTakenForTheGuest() {
        holds(
                new Behaves(0, GuestBehaviour.STOPPED, false),
                new Lend("web1", Schedule.PORT),
                new Lend("db1", Schedule.NVME),
                new Work(4),
                new HostClaims(1, true),
                new GuestTakes(1, 0),
                new ProcessOpens(1, 1));
    }

    @Test
    void aGuestThatAConflictHasStartedAgainAndThatEndsIsNotStartedOnceMore() {
        holds(
                new SetPolicy(0, policy(Map.of(), null, GuestAfterwards.START)),
                new Behaves(0, GuestBehaviour.DEAF, false),
                new Lend("web1", Schedule.NIC),
                new Work(4),
                new MovesGo(WorldAgent.Moves.HANG, 12),
                new Reclaim(0, 2, 0),
                new Work(1),
                new Pass(5),
                new Work(3),
                new Ends(0),
                new Pass(10),
                new Work(1));
    }

    @Test
    void noRungIsSkippedAgainstAGuestThatIsOffWhileAnotherHasTheGroupAndLibvirtIsAway() {
        holds(
                new Lend("web1", Schedule.NIC),
                new Work(4),
                new Ends(0),
                new ProcessOpens(0, -1),
                new Reclaim(0, 0, 0),
                new Work(2),
                new LibvirtIsAway(6),
                new Steer(0, Steering.SKIP),
                new Steer(0, Steering.SKIP),
                new Steer(0, Steering.SKIP),
                new Work(1));
    }

    @Test
    void aRungThatIsForbiddenForAnAssignmentOfAnotherGuestIsNotTakenAgainstThatGuest() {
        holds(
                new SetPolicy(1, policy(Map.of(), Strangers.LADDER, null)),
                new Behaves(1, GuestBehaviour.DEAF, false),
                new Lend("db1", Schedule.NVME),
                new Lend("web1", Schedule.NIC),
                new Work(4),
                new SetPolicy(3, policy(Map.of(Rung.SHUTDOWN, false), null, null)),
                new Ends(0),
                new GuestTakes(1, 0),
                new Reclaim(0, 2, 2),
                new Work(2),
                new Pass(10),
                new Work(2),
                new Pass(10),
                new Work(1));
    }

    @Test
    void aRungThatAPolicyForbidsWhileAnOperatorSkipsToItIsNotTaken() {
        holds(
                new Lend("db1", Schedule.NVME),
                new Work(4),
                new Reclaim(1, 0, 8),
                new Meanwhile(Place.BEGIN, 9, new SetPolicy(0, policy(Map.of(Rung.SHUTDOWN, false), null, null))),
                new DefinitionsCannotBeStored(7),
                new Work(1),
                new Steer(1, Steering.SKIP));
    }

    @Test
    void aStuckGuestWithoutTheGroupThatKeepsItsDefinitionIsNamed() {
        holds(
                new Behaves(0, GuestBehaviour.STOPPED, true),
                new Lend("web1", Schedule.NIC),
                new Lend("web1", Schedule.NVME),
                new Work(4),
                new HostClaims(0, false),
                new Ends(0),
                new Pass(61),
                new TakeStep(6),
                new GuestTakes(0, 1));
    }

    @Test
    void aRestorationDoesNotWaitForAGuestThatHasItsFunctionsAgain() {
        holds(
                new SetPolicy(0, new Policy(Map.of(), Map.of(), Afterwards.RESTORE, null, null, null)),
                new Lend("db1", Schedule.NVME),
                new Work(4),
                new HostClaims(1, true),
                new Work(4),
                new Lend("db1", Schedule.NVME));
    }

    @Test
    void aRungIsSkippedWhileLibvirtIsAwayIfTheLastReportNamesTheGuestsOwnProcess() {
        holds(
                new Lend("db1", Schedule.NVME),
                new Work(4),
                new Reclaim(1, 8, 0),
                new Meanwhile(Place.BEGIN, 2, new InTurn(new Ends(1), new ProcessOpens(0, 0))),
                new LibvirtIsAway(6),
                new Steer(2, Steering.SKIP),
                new Steer(2, Steering.SKIP));
    }

    /** The report that came between two reads of the same decision said "unknown". */
    @Test
    void aGuestIsNotAskedBecauseTheUseOfAGroupThatAStrangerHasBecomesUnknown() {
        holds(
                new Behaves(0, GuestBehaviour.STOPPED, false),
                new Lend("web1", Schedule.NIC),
                new Lend("web1", Schedule.NVME),
                new Work(4),
                new Reclaim(1, 16, 2),
                new Meanwhile(Place.BEGIN, 5, new Work(1)),
                new ProcessOpens(1, -1),
                new TakeStep(0),
                new HostClaims(0, true),
                new TakeStep(3),
                new Work(1),
                new Meanwhile(Place.BEGIN, 9, new AgentTalks()),
                new SetPolicy(0, policy(Map.of(), Strangers.LADDER, GuestAfterwards.START)),
                new GiveBack(1),
                new UseIsUnknown(11),
                new LibvirtEvent(2),
                new TakeStep(5),
                new TakeStep(1));
    }

    @Test
    void noRungIsSkippedIfTheLastReportNamesAStrangerInPlaceOfTheGuestAndLibvirtIsAway() {
        holds(
                new Lend("web1", Schedule.NIC),
                new Work(4),
                new Reclaim(0, 0, 5),
                new Work(1),
                new LibvirtIsAway(7),
                new ProcessOpens(0, -1),
                new Work(1),
                new Steer(1, Steering.SKIP));
    }

    @Test
    void aGuestThatIsStartedAgainBeforeItsFenceBeginsIsAskedFirst() {
        holds(
                new Lend("web1", Schedule.NVME),
                new Work(4),
                new Reclaim(1, 0, 0),
                new Steer(2, Steering.SKIP),
                new Steer(2, Steering.SKIP),
                new Steer(1, Steering.SKIP),
                new GuestTakes(0, 1));
    }

    @Test
    void noRungIsSkippedForAGuestThatNeverHadItsFunctionIfTheLastReportNamesAnother() {
        holds(
                new Behaves(0, GuestBehaviour.STOPPED, false),
                new Lend("web1", List.of(Schedule.NIC.get(0))),
                new Work(4),
                new HostClaims(0, false),
                new GuestTakes(1, 0),
                new AgentTalks(),
                new LibvirtIsAway(6),
                new AgentTalks(),
                new Steer(0, Steering.SKIP));
    }

    private static Policy policy(
            Map<Rung, Boolean> allowed, @Nullable Strangers strangers, @Nullable GuestAfterwards guestAfterwards) {
        return new Policy(Map.of(), allowed, null, null, strangers, guestAfterwards);
    }

    private static void holds(Action... actions) {
        ScheduleRun run = ScheduleRunner.run(Schedule.of(actions));

        assertThat(run.broken())
                .as(() -> String.join(System.lineSeparator(), run.story()))
                .isEmpty();
    }
}
