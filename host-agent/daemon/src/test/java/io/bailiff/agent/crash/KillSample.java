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
 * is among them by itself. Chance decides between the effects of a kind.
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
    List<KillPoint> of(Operation operation, Moment moment) throws IOException, InterruptedException {
        group.prepareFor(operation);
        List<KillPoint> places = places(recorded(operation), moment);
        group.bringHome();
        return onePerKind(places, KillPoint::kind);
    }

    /** Returns a place of each kind in the recoveries from all crashes of these operations. */
    List<RecoveryKill> ofRecovery(List<Operation> crashed, Moment moment) throws IOException, InterruptedException {
        List<RecoveryKill> places = new ArrayList<>();
        for (Operation operation : crashed) {
            for (KillPoint crash : KillPoint.every(Moment.BEFORE)) {
                group.prepareFor(operation);
                if (!agent.run(operation, End.FREEZE, crash).crashed()) {
                    break;
                }
                places(recorded(Operation.RECOVER), moment)
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

    private static List<KillPoint> places(List<String> effects, Moment moment) {
        Map<EffectKind, Integer> counts = new HashMap<>();
        return effects.stream()
                .map(EffectKind::of)
                .map(kind -> new KillPoint(counts.merge(kind, 1, Integer::sum), moment, kind))
                .toList();
    }

    private <T> List<T> onePerKind(List<T> places, Function<T, EffectKind> kind) {
        return places.stream().collect(groupingBy(kind, LinkedHashMap::new, toList())).values().stream()
                .map(same -> same.get(chance.nextInt(same.size())))
                .toList();
    }
}
