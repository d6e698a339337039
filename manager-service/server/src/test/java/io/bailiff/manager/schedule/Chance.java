// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.manager.api.Afterwards;
import io.bailiff.manager.api.GuestAfterwards;
import io.bailiff.manager.api.PausedGuest;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.api.Strangers;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.schedule.Boundaries.Place;
import io.bailiff.manager.schedule.Course.InTurn;
import io.bailiff.manager.schedule.Course.Meanwhile;
import io.bailiff.manager.schedule.Course.Pass;
import io.bailiff.manager.schedule.Course.SetClock;
import io.bailiff.manager.schedule.Course.TakeStep;
import io.bailiff.manager.schedule.Course.Work;
import io.bailiff.manager.schedule.Messages.AgentTalks;
import io.bailiff.manager.schedule.Messages.AnswerArrives;
import io.bailiff.manager.schedule.Messages.LibvirtEvent;
import io.bailiff.manager.schedule.Messages.NetworkLosesAll;
import io.bailiff.manager.schedule.Messages.Poll;
import io.bailiff.manager.schedule.Messages.Report;
import io.bailiff.manager.schedule.Messages.ReportArrives;
import io.bailiff.manager.schedule.OnTheHost.Behaves;
import io.bailiff.manager.schedule.OnTheHost.ClaimantGivesUp;
import io.bailiff.manager.schedule.OnTheHost.Ends;
import io.bailiff.manager.schedule.OnTheHost.GetsRoundToIt;
import io.bailiff.manager.schedule.OnTheHost.HostClaims;
import io.bailiff.manager.schedule.OnTheHost.HostIsBootedAgain;
import io.bailiff.manager.schedule.OnTheHost.HostStopsUsing;
import io.bailiff.manager.schedule.OnTheHost.StartedAgain;
import io.bailiff.manager.schedule.Operators.GiveBack;
import io.bailiff.manager.schedule.Operators.Lend;
import io.bailiff.manager.schedule.Operators.Reclaim;
import io.bailiff.manager.schedule.Operators.Steer;
import io.bailiff.manager.schedule.Operators.Steering;
import io.bailiff.manager.schedule.OtherUsers.GuestTakes;
import io.bailiff.manager.schedule.OtherUsers.ProcessEnds;
import io.bailiff.manager.schedule.OtherUsers.ProcessOpens;
import io.bailiff.manager.schedule.Trouble.AgentIsStartedAgain;
import io.bailiff.manager.schedule.Trouble.CommitGoesWrong;
import io.bailiff.manager.schedule.Trouble.DatabaseIsAway;
import io.bailiff.manager.schedule.Trouble.DefinitionsCannotBeStored;
import io.bailiff.manager.schedule.Trouble.KillManager;
import io.bailiff.manager.schedule.Trouble.LibvirtIsAway;
import io.bailiff.manager.schedule.Trouble.LibvirtIsBusy;
import io.bailiff.manager.schedule.Trouble.LibvirtLosesAnswers;
import io.bailiff.manager.schedule.Trouble.MovesGo;
import io.bailiff.manager.schedule.Trouble.UseIsUnknown;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes schedules up. The same seed makes the same one. */
final class Chance {

    private static final int[] TIMES = {1, 5, 10, 11, 31, 61, 121, 301};
    private static final int SHORTEST = 15;
    private static final int LONGEST = 60;

    private final Random random;
    private final List<Supplier<Action>> kinds = new ArrayList<>();

    private Chance(long seed) {
        random = new Random(seed);
        kinds();
    }

    static Schedule schedule(long seed) {
        return new Chance(seed).schedule();
    }

    private Schedule schedule() {
        List<Action> actions = new ArrayList<>();
        if (random.nextInt(3) > 0) {
            actions.add(new SetPolicy(0, policy()));
        }
        actions.add(new Behaves(0, any(GuestBehaviour.values()), random.nextInt(6) == 0));
        actions.add(new Behaves(1, any(GuestBehaviour.values()), random.nextInt(6) == 0));
        actions.add(new Lend("web1", random.nextInt(3) == 0 ? Schedule.PORT : Schedule.NIC));
        actions.add(new Lend(random.nextBoolean() ? "web1" : "db1", Schedule.NVME));
        if (random.nextInt(8) > 0) {
            actions.add(new Work(4));
            actions.add(random.nextBoolean() ? new HostClaims(below(2), random.nextBoolean()) : reclaim());
        }
        int length = SHORTEST + random.nextInt(LONGEST - SHORTEST);
        while (actions.size() < length) {
            actions.add(kinds.get(below(kinds.size())).get());
        }
        return new Schedule(actions);
    }

    /** How often each kind of action is among the others. */
    private void kinds() {
        often(16, () -> new TakeStep(below(8)));
        often(8, () -> new Work(1));
        often(10, () -> new Pass(TIMES[below(TIMES.length)]));
        often(6, AgentTalks::new);
        often(3, () -> new HostClaims(below(2), random.nextBoolean()));
        often(3, () -> new ClaimantGivesUp(below(4)));
        often(2, this::reclaim);
        often(4, () -> new Steer(below(3), any(Steering.values())));
        often(3, () -> new SetPolicy(below(6), policy()));
        often(3, () -> new ProcessOpens(below(2), below(3) - 1));
        often(3, () -> new ProcessEnds(below(2)));
        often(3, () -> new GuestTakes(below(2), below(2)));
        often(4, () -> new GuestBecomes(below(2), any(GuestBecomes.Change.values())));
        often(2, () -> new HostStopsUsing(below(2)));
        often(1, () -> new SteerRestoration(below(3), random.nextInt(3) == 0));
        often(2, () -> new Behaves(below(2), any(GuestBehaviour.values()), random.nextInt(6) == 0));
        often(3, () -> new GetsRoundToIt(below(2)));
        often(1, () -> new Ends(below(2)));
        often(3, () -> new StartedAgain(below(2), random.nextBoolean()));
        often(2, Poll::new);
        often(3, () -> new AnswerArrives(below(4), random.nextInt(4) == 0));
        often(3, Report::new);
        often(4, () -> new ReportArrives(below(4), random.nextInt(4) == 0, random.nextInt(4) == 0));
        often(1, NetworkLosesAll::new);
        often(3, () -> new LibvirtEvent(below(3)));
        often(1, () -> new AgentIsStartedAgain(below(6)));
        often(2, () -> new UseIsUnknown(1 + below(12)));
        often(2, () -> new MovesGo(any(WorldAgent.Moves.values()), 1 + below(10)));
        often(2, () -> new LibvirtIsAway(1 + below(8)));
        often(1, () -> new LibvirtLosesAnswers(1 + below(3)));
        often(1, () -> new LibvirtIsBusy(1 + below(3)));
        often(2, () -> new DefinitionsCannotBeStored(1 + below(12)));
        often(1, () -> new DatabaseIsAway(1 + below(6)));
        often(1, () -> new CommitGoesWrong(below(8), any(Boundaries.Commit.values())));
        often(3, () -> new KillManager(below(20), below(5)));
        often(
                4,
                () -> new Meanwhile(
                        Place.BEGIN, below(10), kinds.get(below(kinds.size())).get()));
        often(4, () -> new Meanwhile(random.nextBoolean() ? Place.BEGIN : Place.LOOK, below(5), change()));
        often(1, () -> new SetClock((random.nextBoolean() ? 1 : -1) * 60 * (1 + below(600))));
        often(1, () -> new GiveBack(below(3)));
        often(
                1,
                () -> new Lend(
                        random.nextBoolean() ? "web1" : "db1", random.nextBoolean() ? Schedule.NIC : Schedule.NVME));
        often(1, HostIsBootedAgain::new);
    }

    private void often(int weight, Supplier<Action> kind) {
        for (int i = 0; i < weight; i++) {
            kinds.add(kind);
        }
    }

    /** What the manager must not overlook when it happens behind its back. */
    private Action change() {
        return switch (below(7)) {
            case 0 -> new StartedAgain(below(2), random.nextBoolean());
            case 1 -> new InTurn(new ClaimantGivesUp(below(2)), new AgentTalks());
            case 2 -> new InTurn(new GetsRoundToIt(below(2)), new AgentTalks());
            case 3 -> new GuestBecomes(below(2), any(GuestBecomes.Change.values()));
            case 4 -> new InTurn(new Ends(below(2)), new ProcessOpens(below(2), below(3) - 1));
            case 5 -> new GuestTakes(below(2), below(2));
            default -> new Steer(below(2), any(Steering.values()));
        };
    }

    private Policy policy() {
        Map<Rung, Boolean> allowed = new EnumMap<>(Rung.class);
        for (Rung rung : List.of(Rung.SHUTDOWN, Rung.DESTROY)) {
            if (random.nextInt(3) == 0) {
                allowed.put(rung, random.nextInt(3) > 0);
            }
        }
        return new Policy(
                Map.of(),
                allowed,
                perhaps(Afterwards.values()),
                perhaps(PausedGuest.values()),
                perhaps(Strangers.values()),
                perhaps(GuestAfterwards.values()));
    }

    private <T> @Nullable T perhaps(T[] among) {
        return random.nextInt(3) == 0 ? null : any(among);
    }

    private Action reclaim() {
        return new Reclaim(
                below(2), random.nextBoolean() ? 0 : 1 + below(20), random.nextBoolean() ? 0 : 1 + below(20));
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }

    private <T> T any(T[] among) {
        return among[below(among.length)];
    }
}
