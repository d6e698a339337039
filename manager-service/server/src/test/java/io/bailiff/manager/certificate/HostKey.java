// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.certificate;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** The key of a host in a test. */
public record HostKey(KeyPair pair) {

    public static HostKey make() {
        return of("secp256r1");
    }

    /** A key on another curve. */
    static HostKey of(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return new HostKey(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A request for this key, signed with this key. */
    public String request() {
        return request(this);
    }

    /** A request for this key, signed with the key of somebody else. */
    String request(HostKey signer) {
        try {
            byte[] request = new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=any"), pair.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA")
                            .build(signer.pair().getPrivate()))
                    .getEncoded();
            return "-----BEGIN CERTIFICATE REQUEST-----\n"
                    + Base64.getMimeEncoder().encodeToString(request)
                    + "\n-----END CERTIFICATE REQUEST-----\n";
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
