// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.host.RecordCurrent;
import io.bailiff.manager.step.Next;
import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The deadlines of assignments, by the monotonic clock. Every deadline lasts at least its whole duration from the last start of the
 * manager, and from the last time when the outdated record of a host became current. Before, the manager could receive neither the agent's
 * reports nor libvirt's events, or carried out no steps, so that time does not count.
 */
@Component
class Deadlines {

    private final Clock clock;
    private volatile Instant started;

    Deadlines(@Monotonic Clock clock) {
        this.clock = clock;
        this.started = clock.instant();
    }

    /** The steps of a host go on. The deadlines of other hosts may last longer than needed, which does no harm. */
    @EventListener
    void goOn(RecordCurrent current) {
        started = clock.instant();
    }

    /**
     * Returns the deadline of something that begins now.
     *
     * @param whole the duration
     */
    Instant after(Duration whole) {
        return clock.instant().plus(whole);
    }

    /**
     * Returns true if the deadline is over. A missing deadline is never over.
     *
     * @param whole the duration of the deadline when set
     */
    boolean isOver(@Nullable Instant deadline, Duration whole) {
        return deadline != null && !clock.instant().isBefore(fair(deadline, whole));
    }

    /** Returns the time of the next step: after a pause, or at the deadline if the deadline is earlier. */
    Next look(Duration pause, @Nullable Instant deadline, Duration whole) {
        return deadline == null ? Next.after(pause) : Next.after(pause, clock.instant(), fair(deadline, whole));
    }

    private Instant fair(Instant deadline, Duration whole) {
        Instant sinceStart = started.plus(whole);
        return deadline.isBefore(sinceStart) ? sinceStart : deadline;
    }
}
