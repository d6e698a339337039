package io.bailiff.testing.schedule;

import java.util.List;

/**
 * What happens to the tested system, in order.
 *
 * @param <A> something that can happen
 * @param <S> the schedule itself
 */
public interface RandomSchedule<A, S extends RandomSchedule<A, S>> {

    List<A> actions();

    /** Returns a schedule that has these actions instead, and is otherwise the same. */
    S with(List<A> actions);

    /** Returns what the schedule has beside its actions, for people: {@code , on a kernel that …}. Empty if there is nothing. */
    default String setting() {
        return "";
    }

    /** Returns the actions, numbered, one in each line. */
    default String lines() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < actions().size(); i++) {
            text.append(String.format("  %2d. %s%n", i + 1, actions().get(i)));
        }
        return text.toString();
    }
}
