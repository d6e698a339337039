package io.bailiff.manager.assignment;

import io.bailiff.manager.step.Next;
import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The deadlines that an assignment waits for. A manager that was away has waited for nobody: what it found under way when it
 * started gets its whole time once more, because neither the agent's reports nor libvirt could be heard meanwhile.
 */
@Component
class Deadlines {

    private final Clock clock;
    private final Instant started;

    Deadlines(@Monotonic Clock clock) {
        this.clock = clock;
        this.started = clock.instant();
    }

    /** The deadline of something that begins now. */
    Instant after(Duration whole) {
        return clock.instant().plus(whole);
    }

    /** Whether the time is over. What has no deadline is never late. */
    boolean isOver(@Nullable Instant deadline, Duration whole) {
        return deadline != null && !clock.instant().isBefore(fair(deadline, whole));
    }

    /** When to look again: after a pause, or at the deadline if that is earlier. */
    Next look(Duration pause, @Nullable Instant deadline, Duration whole) {
        return deadline == null ? Next.after(pause) : Next.after(pause, clock.instant(), fair(deadline, whole));
    }

    private Instant fair(Instant deadline, Duration whole) {
        Instant sinceStart = started.plus(whole);
        return deadline.isBefore(sinceStart) ? sinceStart : deadline;
    }
}
