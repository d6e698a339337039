package io.bailiff.agent.link;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.EnrolmentGrant;
import io.bailiff.agent.link.ManagerException.Kind;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Asks the manager for the desired state, again and again. Runs on a thread of its own, which does nothing else. */
final class Poller implements Runnable {

    private static final long WHATEVER_THERE_IS = -1;

    private final Credential credential;
    private final ManagerClient manager;
    private final LinkSettings.Rhythm rhythm;
    private final Backoff backoff;
    private final LinkLog log;
    private final BiConsumer<String, DesiredState> taker;

    private long after = WHATEVER_THERE_IS;

    /** @param taker takes each desired state in, with the id of the host that it is for, and returns at once */
    Poller(
            Credential credential,
            ManagerClient manager,
            LinkSettings.Rhythm rhythm,
            Backoff backoff,
            LinkLog log,
            BiConsumer<String, DesiredState> taker) {
        this.credential = credential;
        this.manager = manager;
        this.rhythm = rhythm;
        this.backoff = backoff;
        this.log = log;
        this.taker = taker;
    }

    @Override
    public void run() {
        try {
            while (true) {
                Thread.sleep(poll());
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks once; how many milliseconds to wait before the next time. */
    private long poll() throws InterruptedException {
        try {
            EnrolmentGrant grant = credential.get();
            try {
                return ask(grant);
            } catch (ManagerException e) {
                if (e.kind() != Kind.UNKNOWN_CREDENTIAL) {
                    throw e;
                }
                credential.rejected(grant);
                after = WHATEVER_THERE_IS;
                return 0;
            }
        } catch (ManagerException | IOException e) {
            log.failed(String.valueOf(e.getMessage()));
            return backoff.next().toMillis();
        }
    }

    private long ask(EnrolmentGrant grant) throws ManagerException, InterruptedException {
        Optional<DesiredState> desired = manager.desired(grant, after, rhythm.poll());
        log.worked();
        backoff.worked();
        desired.ifPresent(state -> {
            after = state.revision();
            taker.accept(grant.hostId(), state);
        });
        return desired.map(DesiredState::nextPollMillis).orElse(0L);
    }
}
