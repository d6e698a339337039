// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.certificate;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes keys and certificates: EC P-256, signed with SHA-256. */
final class CertificateMaker {

    static final String CURVE = "secp256r1";
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_BITS = 126;

    /**
     * The time by which the beginning of every certificate is set back. A host that starts with a clock in local time, up to 14 hours from
     * UTC, has to accept a certificate that the manager has just made.
     */
    static final Duration SET_BACK = Duration.ofDays(1);

    private final SecureRandom random;

    CertificateMaker(SecureRandom random) {
        this.random = random;
    }

    KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("This Java runtime has no keys for " + CURVE, impossible);
        }
    }

    /** Makes a root certificate with a new key. Each root has a name of its own, so that a chain leads to exactly one root. */
    Root root(Instant now, Duration life) {
        KeyPair pair = keyPair();
        byte[] mark = new byte[4];
        random.nextBytes(mark);
        X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "Bailiff")
                .addRDN(BCStyle.CN, "Bailiff agents " + HexFormat.of().formatHex(mark));
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name.build(), serial(), start(now), Date.from(now.plus(life)), name.build(), pair.getPublic());
        return new Root(
                signed(pair.getPrivate(), pair.getPublic(), pair.getPublic(), builder, made -> {
                    made.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
                    made.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
                }),
                pair.getPrivate());
    }

    /** Makes the certificate of a host: good for a client, and for nothing else. */
    X509Certificate ofHost(Root root, String hostId, PublicKey key, Instant now, Duration life) {
        return leaf(
                root,
                hostId,
                key,
                now,
                life,
                made -> made.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth)));
    }

    /** Makes the certificate of the agents' listener, with its names. */
    X509Certificate ofListener(Root root, List<GeneralName> names, PublicKey key, Instant now, Duration life) {
        GeneralNames all = new GeneralNames(names.toArray(GeneralName[]::new));
        return leaf(root, "Bailiff manager", key, now, life, made -> {
            made.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            made.addExtension(Extension.subjectAlternativeName, false, all);
        });
    }

    private X509Certificate leaf(
            Root root, String commonName, PublicKey key, Instant now, Duration life, Extensions purpose) {
        Instant end = now.plus(life);
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                root.certificate(),
                serial(),
                start(now),
                Date.from(end.isAfter(root.notAfter()) ? root.notAfter() : end),
                new X500NameBuilder(BCStyle.INSTANCE)
                        .addRDN(BCStyle.CN, commonName)
                        .build(),
                key);
        return signed(root.key(), root.certificate().getPublicKey(), key, builder, made -> {
            made.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            made.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            purpose.addTo(made);
        });
    }

    private static X509Certificate signed(
            PrivateKey signer, PublicKey issuer, PublicKey subject, X509v3CertificateBuilder builder, Extensions more) {
        try {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(subject));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(issuer));
            more.addTo(builder);
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(signer)));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("A certificate cannot be made", e);
        }
    }

    /** Checks that a root's key belongs to the root's certificate. */
    static void requirePair(Root root) throws GeneralSecurityException {
        byte[] sample = {1};
        Signature signature = Signature.getInstance(SIGNATURE);
        signature.initSign(root.key());
        signature.update(sample);
        byte[] signed = signature.sign();
        signature.initVerify(root.certificate().getPublicKey());
        signature.update(sample);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("The key does not belong to the certificate");
        }
    }

    private BigInteger serial() {
        // Never 0, and never with fewer digits than the others.
        return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS);
    }

    private static Date start(Instant now) {
        return Date.from(now.minus(SET_BACK));
    }

    private interface Extensions {
        void addTo(X509v3CertificateBuilder builder) throws CertIOException;
    }
}
