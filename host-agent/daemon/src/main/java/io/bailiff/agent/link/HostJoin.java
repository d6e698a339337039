// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.CertificateGrant;
import io.bailiff.agent.api.JoinRequest;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Lets a host join the fleet of a manager: makes a key, sends a request for a certificate with the join token, and stores the identity. A
 * repeated join does nothing while the manager accepts the host's certificate.
 */
public final class HostJoin {

    private static final Duration NO_WAIT = Duration.ofMillis(1);
    private static final String KEY_USED = "key-used";

    private final Identities identities;

    public HostJoin(Identities identities) {
        this.identities = identities;
    }

    /**
     * A request to join.
     *
     * @param manager the address of the manager's listener for agents
     * @param hostName the name of the host in the fleet
     * @param token the join token
     */
    public record Request(URI manager, String hostName, JoinToken token) {}

    /** Returns the stored identity if the host has ever joined this manager under this name. */
    public Optional<LinkIdentity> stored(URI manager, String hostName) throws IOException {
        return identities
                .read()
                .filter(known ->
                        known.manager().equals(manager) && known.hostName().equals(hostName));
    }

    /**
     * Returns the stored identity if the host has joined this manager under this name, and the manager still accepts its certificate.
     *
     * @throws IOException if the manager cannot be reached
     */
    public Optional<LinkIdentity> present(URI manager, String hostName) throws IOException, InterruptedException {
        Optional<LinkIdentity> stored = stored(manager, hostName);
        if (stored.isEmpty()) {
            return stored;
        }
        try {
            new ManagerClient(manager, ManagerTls.of(stored.get()), HostJoin::doNothing)
                    .desired(stored.get().hostId(), new ManagerClient.Known(0, 0, false), NO_WAIT);
            return stored;
        } catch (Rejection | SSLException refused) {
            // A manager with another root is another manager for the stored identity; the token decides.
            return Optional.empty();
        }
    }

    /**
     * Joins.
     *
     * @throws IOException if the manager cannot be reached, is not the manager of the token, or rejects the host; the message says why
     */
    public LinkIdentity join(Request request) throws IOException, InterruptedException {
        PendingKey key = identities.pending(request.manager(), request.hostName());
        ManagerClient client =
                new ManagerClient(request.manager(), ManagerTls.pinned(request.token()), HostJoin::doNothing);
        try {
            CertificateGrant grant = client.join(
                    new JoinRequest(request.hostName(), request.token().secret(), SigningRequest.pem(key.pair())));
            return identities.accept(key, grant);
        } catch (Rejection refused) {
            if (refused.code().equals(KEY_USED)) {
                identities.forgetPending();
            }
            throw refused;
        } catch (GeneralSecurityException e) {
            identities.forgetPending();
            throw new IOException("The stored key cannot be used, and is deleted: join again", e);
        }
    }

    /** A host that joins sends no report, even if the manager asks for one. */
    private static void doNothing() {}
}
