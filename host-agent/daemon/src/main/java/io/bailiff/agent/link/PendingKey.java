// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Objects;

/**
 * A key without a certificate, as stored in {@code pending-key.json} before the request for the certificate is sent. An agent that loses
 * the answer repeats the request with the same key, and the manager then answers with the same certificate.
 *
 * @param manager the manager that the request goes to
 * @param hostName the name of the host in the request
 * @param privateKey PKCS #8 in base64
 * @param publicKey SubjectPublicKeyInfo in base64
 */
record PendingKey(URI manager, String hostName, String privateKey, String publicKey) {

    private static final String ALGORITHM = "EC";
    private static final String CURVE = "secp256r1";

    PendingKey {
        Objects.requireNonNull(manager, "the key has no manager");
        Objects.requireNonNull(hostName, "the key has no hostName");
        Objects.requireNonNull(privateKey, "the key has no privateKey");
        Objects.requireNonNull(publicKey, "the key has no publicKey");
    }

    static PendingKey make(URI manager, String hostName) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(new ECGenParameterSpec(CURVE));
            KeyPair pair = generator.generateKeyPair();
            return new PendingKey(
                    manager,
                    hostName,
                    Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()),
                    Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("This Java runtime has no keys for " + CURVE, impossible);
        }
    }

    KeyPair pair() throws GeneralSecurityException {
        return new KeyPair(
                KeyFactory.getInstance(ALGORITHM)
                        .generatePublic(
                                new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))),
                privateKey(privateKey));
    }

    /** Returns a private key from PKCS #8 in base64. */
    static PrivateKey privateKey(String base64) throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM)
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    /** Returns a text without the private key: the key must not appear in logs. */
    @Override
    public String toString() {
        return "pending key of " + hostName + " for " + manager;
    }
}
