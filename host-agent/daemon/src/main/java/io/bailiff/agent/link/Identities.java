// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.CertificateGrant;
import io.bailiff.agent.state.StateFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.Optional;

/** The host's identity and its pending key, in the agent's state directory. */
public final class Identities {

    private final StateStore<LinkIdentity> identity;
    private final StateStore<PendingKey> pending;

    public Identities(Path state, StateFiles files) {
        this.identity = new StateStore<>(state.resolve("identity.json"), LinkIdentity.class, files);
        this.pending = new StateStore<>(state.resolve("pending-key.json"), PendingKey.class, files);
    }

    /** Returns the identity; empty if the host has not joined. */
    public Optional<LinkIdentity> read() throws IOException {
        return identity.read();
    }

    /** Returns the key of a request that was perhaps sent before, or else a new key, which is stored before the method returns. */
    PendingKey pending(URI manager, String hostName) throws IOException {
        Optional<PendingKey> known = pending.read()
                .filter(key -> key.manager().equals(manager) && key.hostName().equals(hostName));
        if (known.isPresent()) {
            return known.get();
        }
        PendingKey made = PendingKey.make(manager, hostName);
        pending.write(made);
        return made;
    }

    /** Forgets a pending key: the next request needs another. */
    void forgetPending() throws IOException {
        pending.remove();
    }

    /**
     * Stores the identity with a new certificate, and then forgets the pending key.
     *
     * @throws IOException if the certificate is not for the key, or if a file cannot be written
     */
    LinkIdentity accept(PendingKey key, CertificateGrant grant) throws IOException {
        requireKey(key, grant);
        LinkIdentity granted = new LinkIdentity(
                key.manager(),
                grant.hostId(),
                key.hostName(),
                key.privateKey(),
                grant.certificate(),
                grant.authorities());
        // Built once now: certificates that cannot be used must not replace an identity that works.
        ManagerTls.of(granted);
        identity.write(granted);
        pending.remove();
        return granted;
    }

    private static void requireKey(PendingKey key, CertificateGrant grant) throws IOException {
        try {
            byte[] certified =
                    ManagerTls.certificate(grant.certificate()).getPublicKey().getEncoded();
            if (!Arrays.equals(certified, key.pair().getPublic().getEncoded())) {
                throw new CertificateException("the certificate is for another key");
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("The manager's certificate for this host cannot be used: " + e.getMessage(), e);
        }
    }
}
