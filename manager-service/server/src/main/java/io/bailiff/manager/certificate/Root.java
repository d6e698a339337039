// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** A root certificate of the manager's certificate authority, with its private key. */
record Root(X509Certificate certificate, PrivateKey key) {

    Instant notBefore() {
        return certificate.getNotBefore().toInstant();
    }

    Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }

    boolean isValidAt(Instant time) {
        return !time.isBefore(notBefore()) && !time.isAfter(notAfter());
    }

    /** Returns a text without the key: the key must not appear in logs. */
    @Override
    public String toString() {
        return "Root[" + certificate.getSubjectX500Principal() + "]";
    }
}
