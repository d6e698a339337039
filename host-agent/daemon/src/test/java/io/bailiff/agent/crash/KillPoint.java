// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import java.util.stream.IntStream;

/**
 * The place where an operation ends early.
 *
 * @param number the number of the effect among those of its kind, from 1; 0 for no place
 * @param moment before the effect has happened, or right after
 * @param kind the kind of effect that is counted
 */
record KillPoint(int number, Moment moment, EffectKind kind) {

    static final KillPoint NEVER = new KillPoint(0, Moment.BEFORE, EffectKind.ANY);

    enum Moment {
        BEFORE,
        AFTER
    }

    static KillPoint at(int number, Moment moment) {
        return new KillPoint(number, moment, EffectKind.ANY);
    }

    /** Returns the first effect, the second, and so on without end. */
    static Iterable<KillPoint> every(Moment moment) {
        return () -> IntStream.iterate(1, number -> number + 1)
                .mapToObj(number -> at(number, moment))
                .iterator();
    }

    boolean is(int effect, Moment now) {
        return effect == number && moment == now;
    }

    /** Parses {@code 5:AFTER:} and the kind. */
    static KillPoint parse(String text) {
        String[] parts = text.split(":", 3);
        return new KillPoint(Integer.parseInt(parts[0]), Moment.valueOf(parts[1]), new EffectKind(parts[2]));
    }

    @Override
    public String toString() {
        return number + ":" + moment + ":" + kind.text();
    }
}
