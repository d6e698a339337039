// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.util.Optional;

/** The agent's connection to its manager: enrols, asks for the desired state, and reports. */
final class ManagerLink {

    private final ManagerClient manager;
    private final Enrolment enrolment;
    private final StateStore<SeenRevision.Stored> revisions;
    private final Poller poller;
    private final Reporter reporter;

    ManagerLink(
            ManagerClient manager,
            Enrolment enrolment,
            StateStore<SeenRevision.Stored> revisions,
            Poller poller,
            Reporter reporter) {
        this.manager = manager;
        this.enrolment = enrolment;
        this.revisions = revisions;
        this.poller = poller;
        this.reporter = reporter;
    }

    /** Returns the stored credential; empty if there is none, or if another manager has issued the credential. */
    Optional<Credential> stored() throws IOException {
        return enrolment.stored();
    }

    /** Enrols the host. Retries until the manager accepts the host. */
    Credential enrol() throws InterruptedException {
        return enrolment.enrol();
    }

    /** Returns the highest accepted revision of the desired state, as stored on the host. */
    SeenRevision seen(Credential credential) throws IOException {
        return new SeenRevision(revisions, credential.hostId());
    }

    /** Asks for the desired state until the thread is interrupted. */
    void poll(Credential credential, SeenRevision seen) throws InterruptedException {
        poller.run(manager, credential, seen);
    }

    /** Reports until the thread is interrupted. */
    void report(Credential credential) throws InterruptedException {
        reporter.run(manager, credential);
    }
}
