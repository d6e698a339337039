package io.bailiff.manager.assignment;

import io.bailiff.manager.audit.Timeline;

/** What the record says about a change. */
record Entry(String kind, String actor, String text) {

    /** The manager's own doing. */
    static Entry own(String kind, String text) {
        return new Entry(kind, Timeline.MANAGER, text);
    }
}
