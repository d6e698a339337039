package io.bailiff.agent.link;

import io.bailiff.agent.api.EnrolmentGrant;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.link.ManagerException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reports the host: at once when an outcome or a watched group's use changes, soon when anything else does, and now and then
 * to say that it is still there. Runs on a thread of its own.
 */
final class Reporter implements Runnable {

    private final HostSurvey survey;
    private final UseWatch use;
    private final Credential credential;
    private final ManagerClient manager;
    private final LinkSettings.Rhythm rhythm;
    private final Backoff backoff;
    private final LinkLog log;
    private final Semaphore reasons = new Semaphore(1);

    private long sequence;
    private @Nullable HostReport sent;
    private long sentAt;
    private long surveyedAt;

    Reporter(
            HostSurvey survey,
            UseWatch use,
            Credential credential,
            ManagerClient manager,
            LinkSettings.Rhythm rhythm,
            Backoff backoff,
            LinkLog log) {
        this.survey = survey;
        this.use = use;
        this.credential = credential;
        this.manager = manager;
        this.rhythm = rhythm;
        this.backoff = backoff;
        this.log = log;
    }

    /** Something has changed: look and report at once. */
    void wake() {
        reasons.release();
    }

    @Override
    public void run() {
        try {
            while (true) {
                if (awaitReason()) {
                    report();
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the next look; whether the host is to be surveyed. */
    private boolean awaitReason() throws InterruptedException {
        Duration pause = use.wanted() ? rhythm.watch() : rhythm.survey();
        if (reasons.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            reasons.drainPermits();
            return true;
        }
        return elapsed(surveyedAt).compareTo(rhythm.survey()) >= 0 || (use.wanted() && use.changed());
    }

    private void report() throws InterruptedException {
        surveyedAt = System.nanoTime();
        HostReport now = survey.read(sequence + 1);
        boolean due = sent == null || elapsed(sentAt).compareTo(rhythm.heartbeat()) >= 0 || !tellsTheSame(now, sent);
        if (due && send(now)) {
            sequence = now.sequence();
            sent = now;
            sentAt = System.nanoTime();
        }
    }

    /** Whether it was taken; where not, it is made again after a pause, from the host as it is then. */
    private boolean send(HostReport report) throws InterruptedException {
        try {
            EnrolmentGrant grant = credential.get();
            try {
                manager.report(grant, report);
            } catch (ManagerException e) {
                return handled(e, grant, report);
            }
            log.worked();
            backoff.worked();
            return true;
        } catch (ManagerException | IOException e) {
            log.failed(String.valueOf(e.getMessage()));
            Thread.sleep(backoff.next().toMillis());
            wake();
            return false;
        }
    }

    private boolean handled(ManagerException e, EnrolmentGrant grant, HostReport report)
            throws ManagerException, IOException, InterruptedException {
        if (e.kind() == Kind.UNKNOWN_CREDENTIAL) {
            credential.rejected(grant);
            wake();
            return false;
        }
        if (e.kind() == Kind.REPORT_TOO_OLD) {
            // An answer was lost and its report was taken, or another agent of this host is at work.
            sequence = report.sequence();
            wake();
        }
        throw e;
    }

    private static boolean tellsTheSame(HostReport now, HostReport before) {
        return now.equals(new HostReport(
                before.agentStart(),
                now.sequence(),
                now.observedAt(),
                before.bootId(),
                before.kernelRelease(),
                before.conflictBehaviour(),
                before.groups(),
                before.ungrouped(),
                before.outcomes(),
                before.appliedRevision(),
                before.problems()));
    }

    private static Duration elapsed(long since) {
        return Duration.ofNanos(System.nanoTime() - since);
    }
}
