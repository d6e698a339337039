package io.bailiff.agent.crash;

import io.bailiff.agent.crash.AgentProcess.Ended;
import io.bailiff.agent.crash.KillPoint.Moment;
import io.bailiff.agent.crash.LentGroup.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Kills an operation at its first effect, its second, and so on until it gets to its end, and has each crash recovered by a
 * fresh process. Every kill prints a line.
 */
final class CrashLoop {

    private final AgentProcess agent;
    private final LentGroup group;
    private final String address;
    private final Consumer<String> out;
    private final List<String> violations = new ArrayList<>();

    CrashLoop(AgentProcess agent, LentGroup group, String address, Consumer<String> out) {
        this.agent = agent;
        this.group = group;
        this.address = address;
        this.out = out;
    }

    /** What must not be and was. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    /** Gives how many effects a detach has, each of which has been a place to die. */
    int killDetach(Moment moment) throws IOException, InterruptedException {
        int effect = 1;
        while (killOnce(new KillPoint(effect, moment), detach())) {
            recover(effect + " " + moment);
            backHome();
            effect++;
        }
        backHome();
        return effect - 1;
    }

    /** Gives how many effects a reattach has. */
    int killReattach(Moment moment) throws IOException, InterruptedException {
        int effect = 1;
        group.takeAway();
        while (killOnce(new KillPoint(effect, moment), "reattach", address)) {
            recover(effect + " " + moment);
            backHome();
            group.takeAway();
            effect++;
        }
        return effect - 1;
    }

    /**
     * Kills the recovery from a crash at its first effect, its second, and so on, for a crash of a detach at every effect.
     *
     * @return how many recoveries were killed
     */
    int killRecoveryOfDetach() throws IOException, InterruptedException {
        return killRecovery(detach());
    }

    private int killRecovery(String... command) throws IOException, InterruptedException {
        int kills = 0;
        int freezeAt = 1;
        int killAt = 1;
        while (true) {
            String where = "effect " + freezeAt + ", recovery killed at " + killAt;
            Ended ended = agent.runAfter(
                    new KillPoint(freezeAt, Moment.BEFORE),
                    List.of(command),
                    new KillPoint(killAt, Moment.BEFORE),
                    "recover");
            if (ended.exitCode() == AgentProcess.NOTHING_TO_FREEZE) {
                backHome();
                return kills;
            }
            check(where, ended);
            if (ended.killed()) {
                kills++;
                killAt++;
                group.recover();
            } else {
                expectSuccess(where, ended);
                freezeAt++;
                killAt = 1;
            }
            expectWhole(command[0] + " crashed at " + where);
            backHome();
        }
    }

    private String[] detach() {
        return new String[] {"detach", "--with-siblings", address};
    }

    /** @return whether the operation was killed; if not, it has had all its effects */
    private boolean killOnce(KillPoint point, String... command) throws IOException, InterruptedException {
        Ended ended = agent.run(point, command);
        String where = command[0] + " " + ended.lastWords();
        check(where, ended);
        if (!ended.killed()) {
            expectSuccess(command[0], ended);
            return false;
        }
        out.accept(where);
        return true;
    }

    private void recover(String where) throws IOException, InterruptedException {
        Ended recovered = agent.run(KillPoint.NEVER, "recover");
        check("recovery after " + where, recovered);
        expectSuccess("recovery after " + where, recovered);
        expectWhole("recovery after " + where);
    }

    private void check(String where, Ended ended) throws IOException {
        ended.alarms().forEach(alarm -> violate(where + ": " + alarm));
        group.wrongAfterCrash().forEach(wrong -> violate(where + ": " + wrong));
    }

    private void expectSuccess(String where, Ended ended) {
        if (ended.exitCode() != 0) {
            violate(where + ": exit code " + ended.exitCode() + ": " + ended.words());
        }
    }

    private void expectWhole(String where) throws IOException {
        Optional<Side> side = group.side();
        if (side.isEmpty()) {
            violate(where + ": the group is on neither side: " + group.members());
        }
        out.accept("  " + where + " -> " + side.map(Side::name).orElse("NEITHER"));
    }

    /** To the start of the next round. A group that is on neither side is recovered again, so that the rounds go on. */
    private void backHome() throws IOException {
        if (group.side().isEmpty()) {
            group.recover();
        }
        group.bringHome();
    }

    private void violate(String what) {
        violations.add(what);
        out.accept("VIOLATION " + what);
    }
}
