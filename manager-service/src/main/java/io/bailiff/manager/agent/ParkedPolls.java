package io.bailiff.manager.agent;

import io.bailiff.agent.api.DesiredState;
import jakarta.annotation.PreDestroy;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.web.context.request.async.DeferredResult;

/** The polls that wait for a newer revision. */
@Component
class ParkedPolls {

    private static final long PACE_MILLIS = 5000;

    private final ConcurrentHashMap<UUID, Set<Poll>> parked = new ConcurrentHashMap<>();
    private final Orders orders;
    private final ExecutorService answers = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "bailiff-polls");
        thread.setDaemon(true);
        return thread;
    });

    ParkedPolls(Orders orders) {
        this.orders = orders;
    }

    /** One poll: answered when there is something newer than {@code after}, or with 204 when its time is up. */
    record Poll(UUID host, long after, DeferredResult<ResponseEntity<DesiredState>> result) {

        boolean answer(DesiredState state) {
            return state.revision() != after && result.setResult(ResponseEntity.ok(paced(state)));
        }

        /** An agent that knows a revision that was never made is shown what is true, but not over and over. */
        private DesiredState paced(DesiredState state) {
            return state.revision() > after ? state : new DesiredState(state.revision(), state.orders(), PACE_MILLIS);
        }
    }

    DeferredResult<ResponseEntity<DesiredState>> park(UUID host, long after, long holdMillis) {
        DeferredResult<ResponseEntity<DesiredState>> result = new DeferredResult<>(
                holdMillis, () -> ResponseEntity.noContent().build());
        Poll poll = new Poll(host, after, result);
        Set<Poll> ofHost = parked.computeIfAbsent(host, any -> ConcurrentHashMap.newKeySet());
        result.onCompletion(() -> ofHost.remove(poll));
        ofHost.add(poll);
        // Parked first, then looked: what changes in between wakes it.
        poll.answer(orders.of(host));
        return result;
    }

    @TransactionalEventListener(fallbackExecution = true)
    void wake(OrdersChanged changed) {
        answers.execute(() -> {
            Set<Poll> polls = parked.getOrDefault(changed.host(), Set.of());
            if (!polls.isEmpty()) {
                DesiredState state = orders.of(changed.host());
                polls.forEach(poll -> poll.answer(state));
            }
        });
    }

    @PreDestroy
    void stop() {
        answers.shutdownNow();
        parked.values()
                .forEach(polls -> polls.forEach(poll ->
                        poll.result().setResult(ResponseEntity.noContent().build())));
    }
}
