// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A join token of the manager: {@code FINGERPRINT.SECRET}, both in base64url.
 *
 * @param fingerprint SHA-256 of the public key of the root that signs the manager's certificate
 * @param secret the secret that lets the host join
 */
public record JoinToken(String fingerprint, String secret) {

    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]{43})\\.([A-Za-z0-9_-]{16,128})");

    /** Returns the parts of a token; empty if the text is no token. */
    public static Optional<JoinToken> parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        return parts.matches() ? Optional.of(new JoinToken(parts.group(1), parts.group(2))) : Optional.empty();
    }

    /** Returns a text without the secret: the secret must not appear in logs. */
    @Override
    public String toString() {
        return "join token for the manager " + fingerprint;
    }
}
