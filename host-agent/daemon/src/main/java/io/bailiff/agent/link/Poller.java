// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.health.HealthBook;
import io.bailiff.agent.link.AgentConfig.Intervals;
import io.bailiff.agent.link.LinkHealth.Call;
import io.bailiff.agent.link.ManagerClient.Answer;
import io.bailiff.agent.link.ManagerClient.Known;
import io.bailiff.agent.state.HostAnswers;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests the desired state from the manager repeatedly, and passes new states to the reconciler. Does no other work, so that a
 * new state is never delayed.
 */
final class Poller {

    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);

    private final Reconciler reconciler;
    private final Accepted accepted;
    private final LinkHealth health;
    private final LinkIdentity identity;
    private final Intervals intervals;
    private final RandomGenerator random;
    private boolean libvirtWanted;
    private long refused = -1;

    Poller(
            Reconciler reconciler,
            Accepted accepted,
            LinkHealth health,
            LinkIdentity identity,
            Intervals intervals,
            RandomGenerator random) {
        this.reconciler = reconciler;
        this.accepted = accepted;
        this.health = health;
        this.identity = identity;
        this.intervals = intervals;
        this.random = random;
    }

    /**
     * The receivers of an accepted state, beside the reconciler.
     *
     * @param answers stores the manager's answers to the host's unknowns
     * @param events the health events of the host
     * @param changed called after each accepted state
     * @param libvirtWanted receives each wish of the manager for streams to libvirt
     */
    record Accepted(HostAnswers answers, HealthBook events, Runnable changed, Consumer<Boolean> libvirtWanted) {}

    /** Asks until the thread is interrupted. */
    void run(ManagerClient manager, SeenRevision seen) throws InterruptedException {
        Backoff backoff = new Backoff(intervals.retry(), intervals.retryAtMost(), random);
        while (true) {
            try {
                // Starts at 0 after a restart: the store has only the revision of the desired state, not the desired
                // state.
                Answer answer = manager.desired(
                        identity.hostId(),
                        new Known(reconciler.revision(), seen.revision(), libvirtWanted),
                        intervals.pollWait());
                health.succeeded(Call.DESIRED_STATE);
                backoff.succeeded();
                answer.libvirtWanted().ifPresent(this::libvirtWanted);
                if (answer.state().isPresent()) {
                    DesiredState state = answer.state().get();
                    boolean taken = take(state, seen);
                    Thread.sleep(
                            taken
                                    ? Math.max(0, state.nextPollMillis())
                                    : intervals.retryAtMost().toMillis());
                }
            } catch (Rejection e) {
                health.failed(Call.DESIRED_STATE, e);
                Thread.sleep(intervals.rejected().toMillis());
            } catch (IOException e) {
                health.failed(Call.DESIRED_STATE, e);
                Thread.sleep(backoff.afterFailure().toMillis());
            }
        }
    }

    private boolean take(DesiredState state, SeenRevision seen) throws IOException {
        if (!seen.take(state.revision())) {
            if (refused != state.revision()) {
                LOG.error(
                        "desired state rejected manager={} host={} revision={} lastRevision={}: groups stay unchanged;"
                                + " the manager's database is an older copy, and the manager asks an operator about the differences:"
                                + " GET /api/v1/outdated-hosts",
                        identity.manager(),
                        identity.hostName(),
                        state.revision(),
                        seen.revision());
            }
            refused = state.revision();
            return false;
        }
        // Before the orders: a withdrawn answer must not free a group for an order of the same state.
        accepted.answers().replaceOfManager(state.answers());
        accepted.events().acknowledge(state.acknowledgedHealth());
        reconciler.accept(state);
        libvirtWanted(state.libvirtWanted());
        accepted.changed().run();
        return true;
    }

    private void libvirtWanted(boolean wanted) {
        libvirtWanted = wanted;
        accepted.libvirtWanted().accept(wanted);
    }
}
