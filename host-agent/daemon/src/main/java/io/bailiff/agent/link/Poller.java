// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.health.HealthBook;
import io.bailiff.agent.link.AgentConfig.Intervals;
import io.bailiff.agent.link.LinkHealth.Call;
import io.bailiff.agent.link.ManagerClient.RejectedException;
import io.bailiff.agent.state.HostAnswers;
import java.io.IOException;
import java.util.Optional;
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
    private final HostAnswers answers;
    private final HealthBook events;
    private final LinkHealth health;
    private final AgentConfig config;
    private final RandomGenerator random;
    private final Runnable changed;
    private long refused = -1;

    /**
     * @param answers stores the manager's answers to the host's unknowns
     * @param events the health events of the host
     * @param changed called after each accepted state
     */
    Poller(
            Reconciler reconciler,
            HostAnswers answers,
            HealthBook events,
            LinkHealth health,
            AgentConfig config,
            RandomGenerator random,
            Runnable changed) {
        this.reconciler = reconciler;
        this.answers = answers;
        this.events = events;
        this.health = health;
        this.config = config;
        this.random = random;
        this.changed = changed;
    }

    /** Asks until the thread is interrupted. */
    void run(ManagerClient manager, Credential credential, SeenRevision seen) throws InterruptedException {
        Intervals intervals = config.intervals();
        Backoff backoff = new Backoff(intervals.retry(), intervals.retryAtMost(), random);
        while (true) {
            try {
                // Starts at 0 after a restart: the store has only the revision of the desired state, not the desired
                // state.
                Optional<DesiredState> answer =
                        manager.desired(credential, reconciler.revision(), intervals.pollWait());
                health.succeeded(Call.DESIRED_STATE);
                backoff.succeeded();
                if (answer.isPresent()) {
                    boolean taken = take(answer.get(), seen);
                    Thread.sleep(
                            taken
                                    ? Math.max(0, answer.get().nextPollMillis())
                                    : intervals.retryAtMost().toMillis());
                }
            } catch (RejectedException e) {
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
                        "desired state rejected manager={} host={} revision={} lastRevision={}: groups stay unchanged; check if"
                                + " the manager's database is an old copy. If not, stop the agent, delete revision.json in"
                                + " the state directory and start the agent",
                        config.manager(),
                        config.hostName(),
                        state.revision(),
                        seen.revision());
            }
            refused = state.revision();
            return false;
        }
        // Before the orders: a withdrawn answer must not free a group for an order of the same state.
        answers.replaceOfManager(state.answers());
        events.acknowledge(state.acknowledgedHealth());
        reconciler.accept(state);
        changed.run();
        return true;
    }
}
