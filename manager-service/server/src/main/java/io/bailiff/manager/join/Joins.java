// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Lets hosts join, and renews their certificates. The use of the token, the host and the certificate change in one transaction. */
@Component
class Joins {

    private final JoinTokens tokens;
    private final HostCertificates certificates;
    private final Hosts hosts;
    private final HostIdentity identity;
    private final Timeline timeline;
    private final Clock clock;

    Joins(
            JoinTokens tokens,
            HostCertificates certificates,
            Hosts hosts,
            HostIdentity identity,
            Timeline timeline,
            Clock clock) {
        this.tokens = tokens;
        this.certificates = certificates;
        this.hosts = hosts;
        this.identity = identity;
        this.timeline = timeline;
        this.clock = clock;
    }

    /**
     * A host that asks to join, with a request whose form is checked.
     *
     * @param host the name of the host
     * @param secret the secret of the token
     * @param key the agent's key
     * @param remoteAddress the caller
     */
    record Candidate(String host, String secret, PublicKey key, String remoteAddress) {}

    /**
     * Lets a host join. An agent that has lost the answer repeats the request with the same key, and gets the same certificate.
     *
     * @return empty if another transaction has changed the token, or has removed the host: try again
     * @throws io.bailiff.manager.problem.ProblemException if the token does not let the host join
     * @throws org.springframework.dao.DataIntegrityViolationException if another transaction has taken the name or the key: try again
     */
    @Transactional
    public Optional<HostCertificate> tryToJoin(Candidate candidate) {
        JoinToken token = tokens.bySecret(candidate.secret())
                .orElseThrow(() -> JoinProblems.wrongToken().exception());
        Optional<HostCertificate> repeated = certificates.byKey(candidate.key());
        if (repeated.isPresent()) {
            requireSame(repeated.get(), token, candidate);
            return repeated;
        }
        requireUsable(token, candidate);
        Optional<Host> known = hosts.named(candidate.host());
        if (known.isPresent() && !token.rejoin()) {
            throw JoinProblems.known(candidate.host()).exception();
        }
        if (known.isPresent() && !hosts.keep(known.get().id())) {
            return Optional.empty();
        }
        return tokens.use(token) ? Optional.of(joined(candidate, token, known)) : Optional.empty();
    }

    private HostCertificate joined(Candidate candidate, JoinToken token, Optional<Host> known) {
        String actor = "agent of " + candidate.host() + " at " + candidate.remoteAddress();
        Host host = known.isPresent() ? hosts.joinedAgain(known.get().id()) : hosts.joined(candidate.host());
        if (known.isPresent()) {
            certificates.revokeAll(host.id(), actor, "the host has joined again");
        }
        HostCertificate issued = certificates.issue(host.id(), candidate.key(), token.id());
        timeline.add(
                host.id(),
                known.isPresent() ? "host-joined-again" : "host-joined",
                actor,
                host.name() + " joins with the join token " + token.id() + " of " + token.createdBy()
                        + ", and gets the certificate " + issued.serial());
        return issued;
    }

    /**
     * Renews the certificate of a host. A repeated request for the same key gets the same certificate. The certificate that proves the
     * host now stays valid until its end: the agent may lose the answer.
     *
     * @param shown the certificate that proves the host
     * @throws io.bailiff.manager.problem.ProblemException 401 if the certificate was revoked meanwhile
     * @throws org.springframework.dao.DataIntegrityViolationException if another transaction has taken the key: try again
     */
    @Transactional
    public HostCertificate renew(UUID host, X509Certificate shown, PublicKey key, String remoteAddress) {
        // With the host's row locked, no removal and no new join revokes the certificate that proves the host.
        boolean unusedKept = hosts.keep(host);
        UUID unusedHost = identity.require(shown, true);
        Optional<HostCertificate> repeated = certificates.byKey(key);
        if (repeated.isPresent()) {
            if (!repeated.get().host().equals(host) || repeated.get().isRevoked()) {
                throw JoinProblems.keyUsed().exception();
            }
            return repeated.get();
        }
        HostCertificate issued = certificates.issue(host, key, null);
        String name = hosts.name(host);
        timeline.add(
                host,
                "certificate-renewed",
                "agent of " + name + " at " + remoteAddress,
                name + " gets the certificate " + issued.serial() + ", which ends at " + issued.endsAt());
        return issued;
    }

    private void requireUsable(JoinToken token, Candidate candidate) {
        switch (token.state()) {
            case REVOKED -> throw JoinProblems.revoked().exception();
            case USED_UP -> throw JoinProblems.usedUp().exception();
            case OPEN -> {
                if (token.isExpiredAt(clock.instant())) {
                    throw JoinProblems.expired().exception();
                }
                requireScope(token, candidate);
            }
        }
    }

    private static void requireScope(JoinToken token, Candidate candidate) {
        if (token.hostName() != null && !token.hostName().equals(candidate.host())) {
            throw JoinProblems.otherHost(candidate.host()).exception();
        }
    }

    private void requireSame(HostCertificate repeated, JoinToken token, Candidate candidate) {
        if (!token.id().equals(repeated.token())
                || repeated.isRevoked()
                || !hosts.name(repeated.host()).equals(candidate.host())) {
            throw JoinProblems.keyUsed().exception();
        }
    }
}
