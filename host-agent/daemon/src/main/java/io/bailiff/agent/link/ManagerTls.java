// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** The agent's TLS contexts: with the host's certificate, or before the host has one. The agent trusts its manager's roots alone. */
final class ManagerTls {

    private static final char[] NO_PASSWORD = {};

    private ManagerTls() {}

    /** Returns the context of a host that has joined. */
    static SSLContext of(LinkIdentity identity) throws IOException {
        try {
            KeyStore keys = empty();
            keys.setKeyEntry("host", PendingKey.privateKey(identity.key()), NO_PASSWORD, new Certificate[] {
                certificate(identity.certificate())
            });
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, NO_PASSWORD);
            List<X509Certificate> roots = new ArrayList<>();
            for (String authority : identity.authorities()) {
                roots.add(certificate(authority));
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), new TrustManager[] {trust(roots)}, null);
            return context;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("The key and the certificates in identity.json cannot be used: " + e.getMessage(), e);
        }
    }

    /** Returns the context of a host that joins: it has no certificate, and knows the fingerprint of the manager's root. */
    static SSLContext pinned(JoinToken token) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new PinnedRoot(token.fingerprint())}, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("This Java runtime has no TLS", impossible);
        }
    }

    /** Returns the trust in these roots alone. The names in certificates are checked with each connection. */
    static X509ExtendedTrustManager trust(List<X509Certificate> roots) throws CertificateException {
        try {
            KeyStore trusted = empty();
            for (X509Certificate root : roots) {
                trusted.setCertificateEntry("root-" + trusted.size(), root);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(trusted);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
            throw new CertificateException("This Java runtime has no trust manager for certificates");
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException("The manager's root certificates cannot be used", e);
        }
    }

    /** Returns the certificate in a PEM text. */
    static X509Certificate certificate(String pem) throws CertificateException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
