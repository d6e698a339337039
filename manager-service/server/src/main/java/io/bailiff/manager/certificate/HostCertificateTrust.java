// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.certificate;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Accepts in a handshake only the certificates that the manager's authority has issued to hosts. A host certificate that has ended passes
 * here, because its host may still renew it; {@code HostIdentity} checks the times and the revocation with each request.
 */
final class HostCertificateTrust extends X509ExtendedTrustManager {

    private static final String CLIENT = "1.3.6.1.5.5.7.3.2";

    private final CertificateAuthority authority;

    HostCertificateTrust(CertificateAuthority authority) {
        this.authority = authority;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        X509Certificate host = chain[0];
        List<String> purposes = host.getExtendedKeyUsage();
        if (purposes == null || !purposes.equals(List.of(CLIENT))) {
            throw new CertificateException("The certificate is not for a client");
        }
        Set<TrustAnchor> roots = authority.trusted().stream()
                .map(root -> new TrustAnchor(root, null))
                .collect(Collectors.toSet());
        try {
            PKIXParameters parameters = new PKIXParameters(roots);
            parameters.setRevocationEnabled(false);
            // The last moment of the host's certificate, which its root outlives: only the chain is checked here.
            parameters.setDate(host.getNotAfter());
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(host)), parameters);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("The certificate is not of this manager's authority", e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType, (SSLEngine) null);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        checkClientTrusted(chain, authType, (SSLEngine) null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noServer();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authority.trusted().toArray(X509Certificate[]::new);
    }

    private static CertificateException noServer() {
        return new CertificateException("The agents' listener connects to no server");
    }
}
