// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.certificate;

import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/**
 * The certificate of the agents' listener. The key and the certificate are in memory only: agents trust the root, and every start makes a
 * new key. A handshake after two thirds of the certificate's life makes the next one, and so does the first handshake after a change of the
 * root that signs.
 */
final class ListenerCertificate extends X509ExtendedKeyManager {

    private static final String[] NO_ALIAS = {};

    private final CertificateAuthority authority;
    private final List<GeneralName> names;
    private final Duration life;
    private final Clock clock;
    private @Nullable Issued current;
    private @Nullable Issued former;

    ListenerCertificate(CertificateAuthority authority, List<GeneralName> names, Duration life, Clock clock) {
        this.authority = authority;
        this.names = names;
        this.life = life;
        this.clock = clock;
    }

    /** A certificate with its key, and the time for the next certificate. */
    private record Issued(X509Certificate certificate, PrivateKey key, Root root, Instant renewal) {

        String alias() {
            return certificate.getSerialNumber().toString(16);
        }
    }

    private synchronized Issued current() {
        Root signer = authority.signer();
        Issued known = current;
        if (known == null || !known.root().equals(signer) || !clock.instant().isBefore(known.renewal())) {
            Issued next = issue(signer);
            former = known;
            current = next;
            return next;
        }
        return known;
    }

    private Issued issue(Root signer) {
        Instant now = clock.instant();
        KeyPair pair = authority.maker().keyPair();
        X509Certificate certificate = authority.maker().ofListener(signer, names, pair.getPublic(), now, life);
        return new Issued(
                certificate,
                pair.getPrivate(),
                signer,
                now.plus(life.multipliedBy(2).dividedBy(3)));
    }

    /** Returns the certificate that a handshake has chosen. A handshake that began before a renewal needs the former certificate. */
    private synchronized @Nullable Issued chosen(String alias) {
        for (Issued issued : new @Nullable Issued[] {current, former}) {
            if (issued != null && issued.alias().equals(alias)) {
                return issued;
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return keyType.startsWith("EC") ? current().alias() : null;
    }

    /** Returns the certificate and its root: an agent that joins knows only the fingerprint of the root. */
    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Issued issued = chosen(alias);
        return issued == null
                ? null
                : new X509Certificate[] {issued.certificate(), issued.root().certificate()};
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Issued issued = chosen(alias);
        return issued == null ? null : issued.key();
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, java.net.@Nullable Socket socket) {
        return keyType.startsWith("EC") ? current().alias() : null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return NO_ALIAS;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return NO_ALIAS;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, java.net.@Nullable Socket socket) {
        return null;
    }
}
