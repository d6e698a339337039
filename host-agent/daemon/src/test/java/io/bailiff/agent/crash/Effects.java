// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import com.sun.jna.Function;
import io.bailiff.agent.crash.KillPoint.Moment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Records what an operation does to the world, every write to sysfs and every file operation of the journal, and ends the
 * operation at one of them.
 */
final class Effects {

    /** How an operation ends early. */
    enum End {
        /** SIGKILL: what a power cut and the kernel's memory killer have in common. */
        SIGKILL,
        /** Nothing has an effect any more, and the operation unwinds: the same for the world, without a new process. */
        FREEZE
    }

    /** What the last words of a killed process begin with, on standard error. */
    static final String LAST_WORDS = "killed ";

    private static final int KILL = 9;

    private final KillPoint point;
    private final End end;
    private final AtomicInteger count = new AtomicInteger();
    private final List<String> happened = new CopyOnWriteArrayList<>();
    private volatile boolean frozen;

    Effects(KillPoint point, End end) {
        this.point = point;
        this.end = end;
    }

    <X extends Exception> void happen(String what, Effect<X> effect) throws X {
        int number = point.kind().includes(what) ? count.incrementAndGet() : -1;
        endIf(point.is(number, Moment.BEFORE), number, what);
        effect.happen();
        happened.add(what);
        endIf(point.is(number, Moment.AFTER), number, what);
    }

    boolean frozen() {
        return frozen;
    }

    /** Returns the description of every effect so far, in order. */
    List<String> happened() {
        return List.copyOf(happened);
    }

    private void endIf(boolean now, int number, String what) {
        if (frozen) {
            throw new Frozen();
        }
        if (now) {
            switch (end) {
                case SIGKILL -> kill(number, what);
                case FREEZE -> {
                    frozen = true;
                    throw new Frozen();
                }
            }
        }
    }

    private void kill(int number, String what) {
        System.err.println(LAST_WORDS + point.moment() + " effect " + number + ": " + what);
        System.err.flush();
        long pid = ProcessHandle.current().pid();
        Function.getFunction("c", "kill").invokeInt(new Object[] {(int) pid, KILL});
        throw new IllegalStateException("A killed process went on");
    }

    /** Something that the world can see. */
    interface Effect<X extends Exception> {
        void happen() throws X;
    }

    /** Unwinds everything, like the end of the process would. */
    static final class Frozen extends Error {
        Frozen() {
            super("frozen at an effect", null, false, false);
        }
    }
}
