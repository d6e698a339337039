// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.certificate;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.springframework.stereotype.Component;

/** The TLS context of the agents' listener. Certificates are chosen and checked anew with each handshake. */
@Component
public class AgentTls {

    private final ListenerCertificate certificate;
    private final HostCertificateTrust trust;
    private final SecureRandom random;

    AgentTls(
            CertificateAuthority authority,
            CertificateProperties properties,
            ListenerProperties listener,
            SecureRandom random,
            Clock clock) {
        this.certificate =
                new ListenerCertificate(authority, ListenerNames.of(listener.names()), properties.hostLife(), clock);
        this.trust = new HostCertificateTrust(authority);
        this.random = random;
    }

    /** Returns a new context. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {certificate}, new TrustManager[] {trust}, random);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("This Java runtime has no TLS", impossible);
        }
    }
}
