// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.certificate;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;

/** The fingerprint of a public key: SHA-256 of the key's SubjectPublicKeyInfo. */
public final class Fingerprint {

    private Fingerprint() {}

    /** Returns the 32 bytes of the fingerprint. */
    public static byte[] of(PublicKey key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is missing in this Java runtime", impossible);
        }
    }
}
