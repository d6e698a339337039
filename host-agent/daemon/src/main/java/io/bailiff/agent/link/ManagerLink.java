// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.guard.Guard;
import io.bailiff.agent.health.HealthBook;
import io.bailiff.agent.state.HostAnswers;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's connection to its manager: waits until the host has joined, asks for the desired state, reports, carries the manager's
 * connections to the host's libvirt, and renews the host's certificate.
 */
final class ManagerLink {

    private static final Logger LOG = LoggerFactory.getLogger(ManagerLink.class);

    private final Identities identities;
    private final StateStore<SeenRevision.Stored> revisions;
    private final Parts parts;

    ManagerLink(Identities identities, StateStore<SeenRevision.Stored> revisions, Parts parts) {
        this.identities = identities;
        this.revisions = revisions;
        this.parts = parts;
    }

    /**
     * The parts of the agent that the connection serves.
     *
     * @param libvirt the socket of the host's libvirt daemon
     * @param surveyNow starts the next survey of the host at once
     * @param changed raised if the host has to be reported
     */
    record Parts(
            DaemonSocket libvirt,
            Reconciler reconciler,
            HostAnswers answers,
            HealthBook book,
            ReportComposer reports,
            Reporter.Memory memory,
            Guard guard,
            Signal surveyNow,
            Signal changed,
            AgentConfig.Intervals intervals,
            Clock clock,
            Clock monotonic,
            RandomGenerator random) {

        LibvirtStreams streams() {
            return new LibvirtStreams(libvirt, new Backoff(intervals.retry(), LibvirtStreams.LONGEST_RETRY, random));
        }

        Poller poller(LinkIdentity identity, LinkHealth health, LibvirtStreams streams) {
            return new Poller(
                    reconciler,
                    new Poller.Accepted(answers, book, surveyNow::raise, streams::wanted),
                    health,
                    identity,
                    intervals,
                    random);
        }

        Reporter reporter(LinkHealth health) {
            return new Reporter(reports, guard, health, memory, intervals, random, changed);
        }
    }

    /**
     * Checks that the stored identity can be read.
     *
     * @throws IOException if the file cannot be read or is malformed
     */
    void check() throws IOException {
        identities.read();
    }

    /**
     * Serves the manager until the thread is interrupted.
     *
     * @param threads starts a further thread with a name
     */
    void run(BiConsumer<String, LinkWork> threads) throws InterruptedException, IOException {
        LinkIdentity identity = awaitIdentity();
        LinkHealth health = new LinkHealth(identity.manager(), identity.hostName(), parts.clock());
        Reporter reporter = parts.reporter(health);
        ManagerClient manager = new ManagerClient(identity.manager(), ManagerTls.of(identity), reporter::reportWanted);
        SeenRevision seen = new SeenRevision(revisions, identity.hostId());
        CertificateRenewal renewal = new CertificateRenewal(
                identities, manager, identity, health, parts.clock(), parts.monotonic(), parts.random());
        threads.accept("reporter", () -> reporter.run(manager, identity.hostId()));
        threads.accept("certificate", () -> renewal.run(parts.intervals().rejected()));
        LibvirtStreams streams = parts.streams();
        threads.accept("libvirt", () -> streams.run(stream -> manager.openLibvirtStream(identity.hostId(), stream)));
        parts.poller(identity, health, streams).run(manager, seen);
    }

    private LinkIdentity awaitIdentity() throws IOException, InterruptedException {
        Optional<LinkIdentity> stored = identities.read();
        if (stored.isEmpty()) {
            LOG.error(
                    "this host has not joined a manager: groups stay unchanged and guarded; ask an operator for a join token, then run:"
                            + " bailiff-agent join URL --token-file FILE");
        }
        Duration period = parts.intervals().survey();
        while (stored.isEmpty()) {
            Thread.sleep(period.toMillis());
            stored = identities.read();
        }
        return stored.get();
    }
}
