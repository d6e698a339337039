// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import java.io.StringReader;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/** A certificate authority of a test, and the TLS context of its manager. */
final class TestAuthority {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyPair key = keyPair();
    private final X509Certificate root;

    TestAuthority() {
        root = certificate("CN=root of a test", key.getPublic(), Duration.ofDays(1), Duration.ofDays(100), null);
    }

    /** The fingerprint of the root, as in a join token. */
    String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(root.getPublicKey().getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    String rootPem() {
        return pem(root);
    }

    /** Returns the key of a request whose signature belongs to the key, by a library that knows the whole of PKCS #10. */
    static PublicKey requested(String request) {
        try (PemReader reader = new PemReader(new StringReader(request))) {
            JcaPKCS10CertificationRequest parsed =
                    new JcaPKCS10CertificationRequest(reader.readPemObject().getContent());
            PublicKey key = parsed.getPublicKey();
            if (!parsed.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new AssertionError("The signature does not belong to the key");
            }
            return key;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Returns a certificate for a host's key that began some time ago and ends after some time, as PEM. */
    String ofHost(PublicKey host, Duration ago, Duration left) {
        return pem(certificate("CN=host-1", host, ago, left, null));
    }

    /** The context of a manager under a name or an address. */
    SSLContext manager(GeneralName name) {
        try {
            KeyPair pair = keyPair();
            X509Certificate own =
                    certificate("CN=manager", pair.getPublic(), Duration.ofDays(1), Duration.ofDays(30), name);
            char[] none = {};
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("manager", pair.getPrivate(), none, new Certificate[] {own, root});
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, none);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("root", root);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private X509Certificate certificate(
            String subject, PublicKey of, Duration ago, Duration left, @Nullable GeneralName name) {
        try {
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Name("CN=root of a test"),
                    new BigInteger(64, RANDOM),
                    Date.from(now.minus(ago)),
                    Date.from(now.plus(left)),
                    new X500Name(subject),
                    of);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(of.equals(key.getPublic())));
            if (name != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
