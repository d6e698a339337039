// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.certificate;

import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.problem.Problem;
import io.bailiff.manager.problem.ProblemException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.springframework.http.HttpStatus;

/** Reads certificate signing requests (PKCS #10) of agents. Only the public key is taken: name and extensions come from the manager. */
public final class CertificateRequest {

    private static final int LONGEST = 4000;

    private CertificateRequest() {}

    /**
     * Returns the public key of a request. The request's signature proves that the sender has the private key.
     *
     * @param field the field with the request, for the problem
     * @throws ProblemException 400 if the text is no PEM of a PKCS #10 request, has another kind of key, or has a wrong signature
     */
    public static PublicKey key(String text, String field) {
        if (text.length() > LONGEST) {
            throw Fields.tooMuch(field, "is longer than " + LONGEST + " characters")
                    .exception();
        }
        try {
            JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(Pem.content(text, Pem.REQUEST));
            requireCurve(request.getSubjectPublicKeyInfo(), field);
            PublicKey key = request.getPublicKey();
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw malformed(field, "The signature does not belong to the key")
                        .exception();
            }
            return key;
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                // The library's parser has no checked exception for every malformed structure.
                | IllegalArgumentException
                | IllegalStateException
                | ClassCastException
                | NullPointerException
                | IndexOutOfBoundsException e) {
            throw malformed(field, field + " is no certificate signing request").exception();
        }
    }

    private static void requireCurve(SubjectPublicKeyInfo key, String field) {
        if (!key.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                || !SECObjectIdentifiers.secp256r1.equals(key.getAlgorithm().getParameters())) {
            throw malformed(field, "The key is no EC key on P-256").exception();
        }
    }

    private static Problem malformed(String field, String detail) {
        return Problem.of(
                        HttpStatus.BAD_REQUEST,
                        "invalid-certificate-request",
                        "The certificate request is invalid",
                        detail,
                        "Send a PKCS #10 request as PEM, for an EC key on P-256, signed with this key.")
                .at(field);
    }
}
