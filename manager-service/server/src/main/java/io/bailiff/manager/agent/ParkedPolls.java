// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.manager.database.Share;
import io.bailiff.manager.host.OutdatedHosts;
import io.bailiff.manager.step.GivingWay;
import io.bailiff.manager.tunnel.LibvirtTunnels;
import io.bailiff.manager.tunnel.LibvirtWanted;
import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * The polls waiting for a newer revision, one for each host: a newer poll of a host ends the older one. The manager ends a poll by a timer
 * before the server's timeout: an answer that collides with the server's timeout fails.
 */
@Component
class ParkedPolls implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ParkedPolls.class);

    /**
     * The server's timeout in milliseconds for polls and for reports in the queue. The manager's own limits are much shorter, so this
     * timeout ends only forgotten requests.
     */
    static final long SERVER_TIMEOUT_MILLIS = 120_000;

    /** The time in milliseconds from a change to the answer; orders placed meanwhile go into the same answer. */
    private static final long TOGETHER_MILLIS = 30;

    /** The pause in milliseconds before a yielding answer tries again. */
    private static final long GIVES_WAY_MILLIS = 250;

    private final ConcurrentHashMap<UUID, Poll> parked = new ConcurrentHashMap<>();
    private final Set<UUID> changedHosts = ConcurrentHashMap.newKeySet();
    private final Orders orders;
    private final OutdatedHosts outdated;
    private final LibvirtTunnels tunnels;
    private final GivingWay givingWay;
    private volatile boolean running;
    private final ScheduledExecutorService answers = Executors.newScheduledThreadPool(2, work -> {
        Thread thread = new Thread(work, "bailiff-polls");
        thread.setDaemon(true);
        return thread;
    });

    ParkedPolls(Orders orders, OutdatedHosts outdated, LibvirtTunnels tunnels, GivingWay givingWay) {
        this.orders = orders;
        this.outdated = outdated;
        this.tunnels = tunnels;
        this.givingWay = givingWay;
    }

    /** @param knowsLibvirtWanted the wish for streams to libvirt known to the agent; null from an agent without such streams */
    DeferredResult<ResponseEntity<DesiredState>> park(
            UUID host, long after, @Nullable Boolean knowsLibvirtWanted, long holdMillis) {
        Poll poll = new Poll(after, knowsLibvirtWanted, new DeferredResult<>(SERVER_TIMEOUT_MILLIS));
        Poll older = parked.put(host, poll);
        if (older != null) {
            older.replaced();
        }
        Future<?> end = answers.schedule(poll::nothingNew, holdMillis, TimeUnit.MILLISECONDS);
        poll.result().onCompletion(() -> {
            parked.remove(host, poll);
            end.cancel(false);
        });
        // Park first, then read the orders: a change or a stop in between reaches the parked poll or this read.
        if (!running) {
            poll.stopping();
        } else {
            answer(host, poll);
        }
        return poll.result();
    }

    @TransactionalEventListener(fallbackExecution = true)
    void wake(OrdersChanged changed) {
        if (changedHosts.add(changed.host())) {
            answerIn(TOGETHER_MILLIS, changed.host());
        }
    }

    /** Answers at once, and not after the transaction: the thread of the transaction may wait for the stream. */
    @EventListener
    void wake(LibvirtWanted changed) {
        if (changedHosts.add(changed.host())) {
            answerIn(0, changed.host());
        }
    }

    private void answerIn(long millis, UUID host) {
        try {
            Future<?> unused = answers.schedule(() -> answer(host), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("poll not answered because the manager stops host={}: the agent polls again", host);
        }
    }

    private void answer(UUID host) {
        if (givingWay.isToWait(host)) {
            answerIn(GIVES_WAY_MILLIS, host);
            return;
        }
        changedHosts.remove(host);
        Poll poll = parked.get(host);
        if (poll != null) {
            Share.AGENTS.during(() -> answer(host, poll));
        }
    }

    /**
     * Answers a poll; later, if the orders cannot be read now. The agent of an outdated host keeps the last orders of the former record, as
     * while the manager is away, but carries streams to libvirt.
     */
    private void answer(UUID host, Poll poll) {
        try {
            if (outdated.isOutdated(host)) {
                poll.withoutOrders(tunnels.isWanted(host));
            } else {
                poll.answer(orders.of(host));
            }
        } catch (RuntimeException busy) {
            LOG.debug("orders not read host={}: the poll is answered later", host, busy);
            if (changedHosts.add(host)) {
                answerIn(GIVES_WAY_MILLIS, host);
            }
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /** Answers all parked polls with 503 before the server stops. The server would end the polls with an answer without content. */
    @Override
    public void stop() {
        running = false;
        List.copyOf(parked.values()).forEach(Poll::stopping);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @PreDestroy
    void end() {
        answers.shutdownNow();
    }
}
