// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.EnrolmentGrant;
import io.bailiff.agent.api.EnrolmentRequest;
import io.bailiff.agent.link.AgentConfig.Intervals;
import io.bailiff.agent.link.LinkHealth.Call;
import io.bailiff.agent.link.ManagerClient.RejectedException;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Obtains the agent's credential: the stored credential, or a new credential for a join token. */
final class Enrolment {

    private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);

    private final AgentConfig config;
    private final ManagerClient manager;
    private final StateStore<Credential> store;
    private final LinkHealth health;
    private final RandomGenerator random;

    Enrolment(
            AgentConfig config,
            ManagerClient manager,
            StateStore<Credential> store,
            LinkHealth health,
            RandomGenerator random) {
        this.config = config;
        this.manager = manager;
        this.store = store;
        this.health = health;
        this.random = random;
    }

    /** Returns the stored credential; empty if there is none, or if another manager has issued the credential. */
    Optional<Credential> stored() throws IOException {
        return store.read().filter(credential -> credential.manager().equals(config.manager()));
    }

    /** Enrols the host. Retries until the manager accepts the host. */
    Credential enrol() throws InterruptedException {
        Intervals intervals = config.intervals();
        Backoff backoff = new Backoff(intervals.retry(), intervals.retryAtMost(), random);
        while (true) {
            try {
                Credential credential = tryToEnrol();
                health.succeeded(Call.ENROLMENT);
                return credential;
            } catch (RejectedException e) {
                health.failed(Call.ENROLMENT, e);
                Thread.sleep(intervals.rejected().toMillis());
            } catch (IOException e) {
                health.failed(Call.ENROLMENT, e);
                Thread.sleep(backoff.afterFailure().toMillis());
            }
        }
    }

    /** @throws IOException if the manager cannot be reached, or does not let this host in */
    private Credential tryToEnrol() throws IOException, InterruptedException {
        String token = config.joinToken();
        if (token == null) {
            throw new NotEnrolledException(config.manager());
        }
        EnrolmentGrant grant =
                manager.enrol(new EnrolmentRequest(config.hostName(), config.machineId(), token, config.libvirtUri()));
        Credential credential = new Credential(config.manager(), grant.hostId(), grant.credential());
        store.write(credential);
        LOG.info("host enrolled manager={} host={} hostId={}", config.manager(), config.hostName(), grant.hostId());
        return credential;
    }
}
