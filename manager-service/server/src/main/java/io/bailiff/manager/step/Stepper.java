package io.bailiff.manager.step;

import java.util.Collection;
import java.util.UUID;

/** Brings the things of one kind on. No two steps of one thing run at the same time. */
public interface Stepper {

    /** The kind; the name of the task in the database. */
    String kind();

    /**
     * Looks at one thing and does what is to be done next. May be called at any time, also when there is nothing to do, and
     * again after a crash in the middle: it looks before it acts.
     *
     * @return when to look again at the latest
     */
    Next step(UUID id);

    /** Everything that is not over. Asked once, when the manager starts. */
    Collection<UUID> unfinished();
}
