package io.bailiff.agent.schedule;

import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.schedule.HostAction.Binds;
import io.bailiff.agent.schedule.HostAction.FailsOnce;
import io.bailiff.agent.schedule.HostAction.GivesUp;
import io.bailiff.agent.schedule.HostAction.GuestCloses;
import io.bailiff.agent.schedule.HostAction.GuestOpens;
import io.bailiff.agent.schedule.HostAction.Hears;
import io.bailiff.agent.schedule.HostAction.KilledIn;
import io.bailiff.agent.schedule.HostAction.Passes;
import io.bailiff.agent.schedule.HostAction.Starts;
import io.bailiff.agent.schedule.HostAction.Unbinds;
import io.bailiff.agent.schedule.HostAction.UseIsHidden;
import io.bailiff.agent.schedule.HostAction.Wants;
import io.bailiff.agent.schedule.HostAction.Work;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes schedules up. The same seed makes the same one. */
final class HostChance {

    private static final List<SimOperation> CAN_FAIL = List.of(
            SimOperation.OVERRIDE,
            SimOperation.UNBIND,
            SimOperation.BIND,
            SimOperation.DRIVERS_PROBE,
            SimOperation.DRIVER_PROBE);

    private HostChance() {}

    static KernelFlavour flavour(long seed) {
        return seed % 2 == 0 ? KernelFlavour.REFUSES : KernelFlavour.PANICS;
    }

    static List<HostAction> schedule(long seed) {
        Random random = new Random(seed);
        List<HostAction> actions = new ArrayList<>();
        actions.add(new Wants(0, Want.DETACHED));
        actions.add(new Hears(0));
        int length = 10 + random.nextInt(40);
        while (actions.size() < length) {
            actions.add(any(random));
        }
        return actions;
    }

    private static HostAction any(Random random) {
        return switch (random.nextInt(30)) {
            case 0, 1, 2 -> new Wants(random.nextInt(2), wanted(random));
            case 3, 4, 5, 6 -> new Hears(0);
            case 7 -> new Hears(random.nextInt(4));
            case 8, 9, 10 -> new GuestOpens(random.nextInt(2));
            case 11, 12 -> new GuestCloses(random.nextInt(2));
            case 13, 14, 15 -> new Unbinds(random.nextInt(2));
            case 16 -> new Binds(random.nextInt(2));
            case 17 -> new GivesUp(random.nextInt(3));
            case 18 -> new UseIsHidden(random.nextInt(3) == 0);
            case 19 -> new FailsOnce(CAN_FAIL.get(random.nextInt(CAN_FAIL.size())), random.nextInt(2));
            case 20, 21 -> new KilledIn(random.nextInt(25));
            case 22, 23 -> new Starts();
            case 24, 25 -> new Passes(1 + random.nextInt(10));
            default -> Work.values()[random.nextInt(Work.values().length)];
        };
    }

    private static Want wanted(Random random) {
        return random.nextInt(2) == 0 ? Want.DETACHED : Want.WITH_HOST;
    }
}
