// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Writes certificate signing requests (PKCS #10, RFC 2986) for EC keys, with an empty subject and without attributes: the manager takes the
 * key alone. Such a request has five fields, of which three are constant. A library for all of PKCS would be twice as large as the agent,
 * in a process with root's rights.
 */
final class SigningRequest {

    private static final int SEQUENCE = 0x30;
    private static final int BIT_STRING = 0x03;
    private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
    private static final byte[] EMPTY_SUBJECT = HexFormat.of().parseHex("3000");
    private static final byte[] NO_ATTRIBUTES = HexFormat.of().parseHex("a000");
    private static final byte[] ECDSA_WITH_SHA256 = HexFormat.of().parseHex("300a06082a8648ce3d040302");
    private static final byte[] NO_UNUSED_BITS = {0};
    private static final int LONG_FORM = 0x80;

    private SigningRequest() {}

    /** Returns a request for the key as PEM, signed with the key. */
    static String pem(KeyPair pair) throws GeneralSecurityException {
        byte[] content =
                der(SEQUENCE, VERSION_0, EMPTY_SUBJECT, pair.getPublic().getEncoded(), NO_ATTRIBUTES);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(content);
        byte[] request = der(SEQUENCE, content, ECDSA_WITH_SHA256, der(BIT_STRING, NO_UNUSED_BITS, signature.sign()));
        return "-----BEGIN CERTIFICATE REQUEST-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(request)
                + "\n-----END CERTIFICATE REQUEST-----\n";
    }

    /** Returns an element of DER: the tag, the length of the parts, and the parts. */
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.size() < LONG_FORM) {
            element.write(content.size());
        } else {
            // Two bytes hold the length of every request that the agent makes.
            element.write(LONG_FORM | 2);
            element.write(content.size() >> 8);
            element.write(content.size());
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
