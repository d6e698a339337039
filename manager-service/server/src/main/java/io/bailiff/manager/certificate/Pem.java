// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.certificate;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** Reads and writes certificates and keys as PEM. */
public final class Pem {

    static final String KEY = "PRIVATE KEY";
    static final String CERTIFICATE = "CERTIFICATE";
    static final String REQUEST = "CERTIFICATE REQUEST";

    private Pem() {}

    /** Returns a certificate as PEM. */
    public static String of(X509Certificate certificate) {
        try {
            return text(CERTIFICATE, certificate.getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException("A certificate of the manager has no encoding", impossible);
        }
    }

    /** Returns a private key as PEM, in the format PKCS #8. */
    static String of(PrivateKey key) {
        return text(KEY, key.getEncoded());
    }

    private static String text(String type, byte[] content) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, content));
        } catch (IOException impossible) {
            throw new IllegalStateException("A writer to memory has failed", impossible);
        }
        return text.toString();
    }

    /**
     * Returns the content of the first block of a type.
     *
     * @throws IOException if the text has no such block, or is malformed
     */
    static byte[] content(String text, String type) throws IOException {
        try (PemReader reader = new PemReader(new StringReader(text))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                if (block.getType().equals(type)) {
                    return block.getContent();
                }
            }
        }
        throw new IOException("The text has no block " + type);
    }

    static X509Certificate certificate(String text) throws IOException, CertificateException {
        return new JcaX509CertificateConverter().getCertificate(new X509CertificateHolder(content(text, CERTIFICATE)));
    }

    static PrivateKey key(String text) throws IOException, GeneralSecurityException {
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(content(text, KEY)));
    }
}
