// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import com.github.kagkarlsson.scheduler.Scheduler;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Steps that are taken when a test says so, by its own thread, and otherwise as db-scheduler takes them: when each is
 * due outlives the manager, who is woken does not, and no two steps of one thing run at the same time.
 */
public final class ManualSteps extends Steps {

    private static final int LONGEST_RETRY_SECONDS = 60;

    private final Clock clock;
    private final Map<Step, Instant> due = new LinkedHashMap<>();
    private final Map<Step, Integer> failures = new HashMap<>();
    private final Set<Step> running = new HashSet<>();
    private Set<Step> woken = new LinkedHashSet<>();

    public ManualSteps(Clock clock) {
        super(
                new ObjectProvider<Scheduler>() {},
                new ObjectProvider<StepTable>() {},
                new StepsUnderWay(),
                new RightOfWay(),
                clock);
        this.clock = clock;
    }

    @Override
    public void begin(String kind, UUID id) {
        Step step = new Step(kind, id);
        afterCommit(() -> {
            due.putIfAbsent(step, clock.instant());
            woken.add(step);
        });
    }

    @Override
    public void beginAtOnce(String kind, Collection<UUID> ids) {
        ids.forEach(id -> begin(kind, id));
    }

    @Override
    public void wake(String kind, UUID id) {
        afterCommit(() -> woken.add(new Step(kind, id)));
    }

    /** Those that could be taken now, in the order in which they came to be. */
    public List<Step> ready() {
        Instant now = clock.instant();
        List<Step> ready = new ArrayList<>();
        due.forEach((step, at) -> {
            if (!running.contains(step) && (woken.contains(step) || !at.isAfter(now))) {
                ready.add(step);
            }
        });
        return ready;
    }

    /** When the next one is due that is not ready yet. */
    public Optional<Instant> nextDue() {
        return due.values().stream().filter(at -> at.isAfter(clock.instant())).min(Instant::compareTo);
    }

    /** Takes one. What it throws it throws; it is then tried again after 1, 2, 4 … seconds. */
    public Next take(Step step, Stepper stepper) {
        woken.remove(step);
        running.add(step);
        try {
            Next next = stepper.step(step.id());
            failures.remove(step);
            if (next instanceof Next.Done) {
                due.remove(step);
                woken.remove(step);
            } else {
                due.put(step, next instanceof Next.After after ? clock.instant().plus(after.pause()) : clock.instant());
            }
            return next;
        } catch (RuntimeException failed) {
            int before = failures.merge(step, 1, Integer::sum) - 1;
            due.put(step, clock.instant().plusSeconds(Math.min(1L << Math.min(before, 6), LONGEST_RETRY_SECONDS)));
            throw failed;
        } finally {
            running.remove(step);
        }
    }

    /** Who is woken now. */
    public Set<Step> woken() {
        return new LinkedHashSet<>(woken);
    }

    /** What was to be woken later never was: the transaction is not known to have been committed. */
    public void onlyThese(Set<Step> before) {
        woken = new LinkedHashSet<>(before);
    }

    /** The manager has died. */
    public void crash() {
        woken.clear();
        running.clear();
        failures.clear();
    }

    /** Another schedule begins. */
    public void forgetAll() {
        crash();
        due.clear();
    }
}
