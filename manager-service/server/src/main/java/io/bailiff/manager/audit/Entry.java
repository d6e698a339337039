package io.bailiff.manager.audit;

/**
 * An entry of the record that is about to be written.
 *
 * @param kind what kind of thing happened; stable, for programs
 * @param actor who did it
 * @param text what happened, for people
 */
public record Entry(String kind, String actor, String text) {

    /** Returns an entry about something that the manager did. */
    public static Entry own(String kind, String text) {
        return new Entry(kind, Timeline.MANAGER, text);
    }
}
