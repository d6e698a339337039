package io.bailiff.agent.crash;

/**
 * Where a process ends.
 *
 * @param effect the number of the effect, from 1; 0 for never
 * @param moment before the effect has happened, or right after
 */
record KillPoint(int effect, Moment moment) {

    static final KillPoint NEVER = new KillPoint(0, Moment.BEFORE);

    enum Moment {
        BEFORE,
        AFTER
    }

    boolean is(int number, Moment now) {
        return effect == number && moment == now;
    }

    /** {@code 5:AFTER}. */
    static KillPoint parse(String text) {
        String[] parts = text.split(":", 2);
        return new KillPoint(Integer.parseInt(parts[0]), Moment.valueOf(parts[1]));
    }

    @Override
    public String toString() {
        return effect + ":" + moment;
    }
}
