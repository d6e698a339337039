// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.schedule.Action.FailsOnce;
import io.bailiff.agent.schedule.Action.GivesUp;
import io.bailiff.agent.schedule.Action.GuestCloses;
import io.bailiff.agent.schedule.Action.GuestOpens;
import io.bailiff.agent.schedule.Action.Hears;
import io.bailiff.agent.schedule.Action.KilledIn;
import io.bailiff.agent.schedule.Action.LosesNews;
import io.bailiff.agent.schedule.Action.Opens;
import io.bailiff.agent.schedule.Action.Overrides;
import io.bailiff.agent.schedule.Action.Passes;
import io.bailiff.agent.schedule.Action.Pin;
import io.bailiff.agent.schedule.Action.Reboots;
import io.bailiff.agent.schedule.Action.Refuses;
import io.bailiff.agent.schedule.Action.Starts;
import io.bailiff.agent.schedule.Action.Takes;
import io.bailiff.agent.schedule.Action.UseIsHidden;
import io.bailiff.agent.schedule.Action.Wants;
import io.bailiff.agent.schedule.Action.Way;
import io.bailiff.agent.schedule.Action.Work;
import io.bailiff.agent.schedule.Claimants.Who;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Makes schedules up. The same seed makes the same one. */
final class Chance {

    private static final SimOperation[] CAN_FAIL = {
        SimOperation.OVERRIDE,
        SimOperation.UNBIND,
        SimOperation.BIND,
        SimOperation.DRIVERS_PROBE,
        SimOperation.DRIVER_PROBE
    };
    private static final int SHORTEST = 10;
    private static final int LONGEST = 50;

    private final Random random;
    private final List<Supplier<Action>> kinds = new ArrayList<>();

    private Chance(long seed) {
        random = new Random(seed);
        kinds();
    }

    static Schedule schedule(long seed) {
        return new Chance(seed).schedule(seed % 2 == 0 ? KernelFlavour.REFUSES : KernelFlavour.PANICS);
    }

    private Schedule schedule(KernelFlavour kernel) {
        List<Action> actions = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            actions.add(overrides());
            actions.add(new Opens(any(Way.values()), function(), Who.SHELL));
        }
        for (int group = 0; group < 2; group++) {
            if (random.nextInt(4) > 0) {
                actions.add(new Wants(group, Want.DETACHED));
                actions.add(new Hears(0));
            }
        }
        int length = SHORTEST + random.nextInt(LONGEST - SHORTEST);
        while (actions.size() < length) {
            actions.add(kinds.get(below(kinds.size())).get());
        }
        return new Schedule(kernel, actions);
    }

    /** How often each kind of action is among the others. */
    private void kinds() {
        often(5, () -> new Wants(group(), wanted()));
        often(1, () -> new Wants(group(), null));
        often(1, () -> new Wants(Stage.NEEDED_BY_HOST, any(Want.values())));
        often(8, () -> new Hears(0));
        often(4, () -> new Hears(1 + below(3)));
        often(2, () -> new Refuses(below(3)));
        often(6, () -> new GuestOpens(group()));
        often(4, () -> new GuestCloses(group()));
        often(7, () -> new Opens(Way.UNBIND_FROM_VFIO, function(), who()));
        often(4, () -> new Opens(any(Way.values()), function(), who()));
        often(4, () -> new Takes(function(), who()));
        often(4, this::overrides);
        often(2, () -> new GivesUp(below(3)));
        often(2, () -> new UseIsHidden(random.nextInt(3) == 0));
        often(3, () -> new FailsOnce(any(CAN_FAIL), function()));
        often(1, LosesNews::new);
        often(3, () -> new KilledIn(below(25)));
        often(7, Starts::new);
        often(1, Reboots::new);
        often(4, () -> new Passes(1 + below(10)));
        often(12, () -> any(Work.values()));
    }

    private void often(int weight, Supplier<Action> kind) {
        for (int i = 0; i < weight; i++) {
            kinds.add(kind);
        }
    }

    private Action overrides() {
        return new Overrides(function(), any(Pin.values()));
    }

    private Want wanted() {
        return switch (below(5)) {
            case 0, 1 -> Want.DETACHED;
            case 2, 3 -> Want.WITH_HOST;
            default -> Want.FENCED;
        };
    }

    private Who who() {
        return switch (below(9)) {
            case 0, 1, 2 -> Who.NAMES_IT;
            case 3, 4, 5, 6 -> Who.SHELL;
            case 7 -> Who.ELSEWHERE;
            default -> Who.LIBVIRT;
        };
    }

    /** The port's group more often: there is something to do in part. */
    private int group() {
        return below(3) / 2;
    }

    private int function() {
        return below(Stage.FUNCTIONS.size());
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }

    private <T> T any(T[] among) {
        return among[below(among.length)];
    }
}
