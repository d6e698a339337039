// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.bailiff.agent.crash.CrashingAgent.Ended;
import io.bailiff.agent.crash.Effects.End;
import io.bailiff.agent.crash.KillPoint.Moment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * Chooses one place to die for each kind of effect. The kinds are those that an agent has which nobody kills, so that a new kind
 * is among them by itself. Chance decides between the effects of a kind, and whether the agent dies before the effect or after it.
 */
final class KillSample {

    private final CrashingAgent agent;
    private final LentGroup group;
    private final Random chance;

    /** @param group is with the host, and is again after each recording */
    KillSample(CrashingAgent agent, LentGroup group, Random chance) {
        this.agent = agent;
        this.group = group;
        this.chance = chance;
    }

    /** Returns a place of each kind in an operation on a whole group. */
    List<KillPoint> of(Operation operation) throws IOException, InterruptedException {
        group.prepareFor(operation);
        List<KillPoint> places = places(recorded(operation));
        group.bringHome();
        return onePerKind(places, KillPoint::kind);
    }

    /** Returns a place of each kind in the recoveries from all crashes of these operations. */
    List<RecoveryKill> ofRecovery(List<Operation> crashed) throws IOException, InterruptedException {
        List<RecoveryKill> places = new ArrayList<>();
        for (Operation operation : crashed) {
            for (KillPoint crash : KillPoint.every(Moment.BEFORE)) {
                group.prepareFor(operation);
                if (!agent.run(operation, End.FREEZE, crash).crashed()) {
                    break;
                }
                places(recorded(Operation.RECOVER))
                        .forEach(kill -> places.add(new RecoveryKill(operation, crash, kill)));
                group.bringHome();
            }
            group.bringHome();
        }
        return onePerKind(places, place -> place.kill().kind());
    }

    private List<String> recorded(Operation operation) throws IOException, InterruptedException {
        Ended ended = agent.run(operation, End.SIGKILL, KillPoint.NEVER);
        if (ended.exitCode() != 0) {
            throw new IllegalStateException(operation + " fails, and nobody kills it: " + ended.words());
        }
        return ended.effects();
    }

    /** Returns both moments of each effect. */
    private static List<KillPoint> places(List<String> effects) {
        Map<EffectKind, Integer> counts = new HashMap<>();
        List<KillPoint> places = new ArrayList<>();
        for (String effect : effects) {
            EffectKind kind = EffectKind.of(effect);
            int number = counts.merge(kind, 1, Integer::sum);
            for (Moment moment : Moment.values()) {
                places.add(new KillPoint(number, moment, kind));
            }
        }
        return places;
    }

    private <T> List<T> onePerKind(List<T> places, Function<T, EffectKind> kind) {
        return places.stream().collect(groupingBy(kind, LinkedHashMap::new, toList())).values().stream()
                .map(same -> same.get(chance.nextInt(same.size())))
                .toList();
    }
}
