package io.bailiff.agent.link;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.guard.Guard;
import io.bailiff.agent.link.AgentConfig.Rhythm;
import io.bailiff.agent.link.HostWatch.Seen;
import io.bailiff.agent.link.ManagerClient.RejectedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the manager how the host is: at once when something has changed, and again and again so that it knows the agent lives. */
final class Reporter {

    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    /**
     * What stays the same in all reports of one agent process.
     *
     * @param start when the process started
     * @param bootId the host's boot
     * @param kernelRelease its kernel
     * @param behaviour what that does about conflicts
     */
    record Origin(Instant start, String bootId, String kernelRelease, ConflictBehaviour behaviour) {}

    private final Origin origin;
    private final HostWatch watch;
    private final Outcomes outcomes;
    private final Guard guard;
    private final LinkHealth health;
    private final Rhythm rhythm;
    private final Clock clock;
    private final RandomGenerator random;
    private final Signal changed;
    private long sequence;

    Reporter(
            Origin origin,
            HostWatch watch,
            Outcomes outcomes,
            Guard guard,
            LinkHealth health,
            Rhythm rhythm,
            Clock clock,
            RandomGenerator random,
            Signal changed) {
        this.origin = origin;
        this.watch = watch;
        this.outcomes = outcomes;
        this.guard = guard;
        this.health = health;
        this.rhythm = rhythm;
        this.clock = clock;
        this.random = random;
        this.changed = changed;
    }

    /** Reports until the thread is interrupted. */
    void run(ManagerClient manager, Credential credential) throws InterruptedException {
        Backoff backoff = new Backoff(rhythm.retry(), rhythm.retryAtMost(), random);
        while (true) {
            try {
                HostReport report = report();
                if (manager.report(credential, report)) {
                    guard.acknowledge(report.claims());
                } else {
                    LOG.debug("The manager has a newer report than {}.", sequence);
                }
                health.succeeded();
                backoff.succeeded();
                changed.await(jittered(rhythm.report()));
            } catch (RejectedException e) {
                health.failed(e);
                Thread.sleep(jittered(rhythm.rejected()).toMillis());
            } catch (IOException e) {
                health.failed(e);
                Thread.sleep(backoff.afterFailure().toMillis());
            }
        }
    }

    private HostReport report() {
        Seen seen = watch.last();
        return new HostReport(
                origin.start(),
                ++sequence,
                clock.instant(),
                origin.bootId(),
                origin.kernelRelease(),
                origin.behaviour(),
                seen.groups(),
                seen.ungrouped(),
                outcomes.all(),
                seen.revision(),
                guard.report(),
                guard.claims(),
                seen.problems());
    }

    private Duration jittered(Duration longest) {
        long millis = longest.toMillis();
        return Duration.ofMillis(millis - random.nextLong(millis / 5 + 1));
    }
}
