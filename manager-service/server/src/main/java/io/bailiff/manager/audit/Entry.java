// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

/**
 * A new entry of the record, not yet written.
 *
 * @param kind the kind of event; stable, for programs
 * @param actor the originator of the event
 * @param text the description of the event, for people
 */
public record Entry(String kind, String actor, String text) {

    /** Returns an entry about an action of the manager. */
    public static Entry own(String kind, String text) {
        return new Entry(kind, Timeline.MANAGER, text);
    }
}
