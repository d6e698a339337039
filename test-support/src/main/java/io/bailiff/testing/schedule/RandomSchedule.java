// SPDX-License-Identifier: Apache-2.0
package io.bailiff.testing.schedule;

import java.util.List;

/**
 * The actions on the tested system, in order.
 *
 * @param <A> the type of an action
 * @param <S> the schedule's own type
 */
public interface RandomSchedule<A, S extends RandomSchedule<A, S>> {

    List<A> actions();

    /** Returns a schedule with the given actions and otherwise equal to the schedule. */
    S with(List<A> actions);

    /** Returns the properties of the schedule beside the actions, for people: {@code , on a kernel that …}. Empty if there are none. */
    default String setting() {
        return "";
    }

    /** Returns the numbered actions, each on a separate line. */
    default String lines() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < actions().size(); i++) {
            text.append(String.format("  %2d. %s%n", i + 1, actions().get(i)));
        }
        return text.toString();
    }
}
