// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import io.bailiff.agent.crash.CrashingAgent.Ended;
import io.bailiff.agent.crash.Effects.End;
import io.bailiff.agent.crash.KillPoint.Moment;
import io.bailiff.agent.crash.LentGroup.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Cuts an operation off at one place after the other, and has each crash recovered, by a new process where the agent has a
 * process. Every crash prints a line.
 */
final class CrashLoop {

    private final CrashingAgent agent;
    private final LentGroup group;
    private final Consumer<String> out;
    private final List<String> violations = new ArrayList<>();

    CrashLoop(CrashingAgent agent, LentGroup group, Consumer<String> out) {
        this.agent = agent;
        this.group = group;
        this.out = out;
    }

    /** What must not be and was. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    /**
     * Cuts an operation off at each of these places, until there is one that the operation does not have.
     *
     * @return how often it was cut off
     */
    int kill(Operation operation, Iterable<KillPoint> points) throws IOException, InterruptedException {
        int kills = 0;
        for (KillPoint point : points) {
            group.prepareFor(operation);
            Ended ended = agent.run(operation, End.SIGKILL, point);
            check(operation + " " + ended.where(), ended);
            if (!ended.crashed()) {
                expectSuccess(operation.name(), ended);
                backHome();
                break;
            }
            out.accept(operation + " " + ended.where());
            recover(operation + " " + ended.where());
            kills++;
        }
        return kills;
    }

    /**
     * Cuts the recovery off at its first effect, its second, and so on, for a crash of an operation at each of its effects.
     *
     * @return how many recoveries were cut off
     */
    int killRecovery(Operation operation) throws IOException, InterruptedException {
        int kills = 0;
        for (KillPoint crash : KillPoint.every(Moment.BEFORE)) {
            int killed = killRecovery(operation, crash);
            if (killed < 0) {
                return kills;
            }
            kills += killed;
        }
        throw new AssertionError("There is always a next place");
    }

    /** Returns how many recoveries from this crash were cut off; less than 0 if the operation does not have the place. */
    private int killRecovery(Operation operation, KillPoint crash) throws IOException, InterruptedException {
        int kills = 0;
        for (KillPoint kill : KillPoint.every(Moment.BEFORE)) {
            if (!crash(operation, crash)) {
                return -1;
            }
            if (!killRecoveryAt(operation + " crashed at " + crash, kill)) {
                return kills;
            }
            kills++;
        }
        throw new AssertionError("There is always a next place");
    }

    /**
     * Cuts one recovery off at one place.
     *
     * @return false if the operation or its recovery does not have the place
     */
    boolean killRecovery(RecoveryKill at) throws IOException, InterruptedException {
        return crash(at.operation(), at.crash())
                && killRecoveryAt(at.operation() + " crashed at " + at.crash(), at.kill());
    }

    /** Freezes an operation; false if it got to its end. */
    private boolean crash(Operation operation, KillPoint point) throws IOException, InterruptedException {
        group.prepareFor(operation);
        Ended ended = agent.run(operation, End.FREEZE, point);
        check(operation + " crashed at " + point, ended);
        if (!ended.crashed()) {
            expectSuccess(operation.name(), ended);
            backHome();
        }
        return ended.crashed();
    }

    private boolean killRecoveryAt(String crash, KillPoint point) throws IOException, InterruptedException {
        Ended ended = agent.run(Operation.RECOVER, End.SIGKILL, point);
        String where = crash + ", recovery " + ended.where();
        check(where, ended);
        if (ended.crashed()) {
            out.accept(where);
            recover(where);
            return true;
        }
        expectSuccess(where, ended);
        expectWhole(where);
        backHome();
        return false;
    }

    private void recover(String where) throws IOException, InterruptedException {
        Ended recovered = agent.run(Operation.RECOVER, End.SIGKILL, KillPoint.NEVER);
        check("recovery after " + where, recovered);
        expectSuccess("recovery after " + where, recovered);
        expectWhole("recovery after " + where);
        backHome();
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
