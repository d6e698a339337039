// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.page;

import io.bailiff.manager.problem.Problem;
import io.bailiff.manager.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;

/**
 * The text of a cursor: a digest of the list and the position, then the parts of the position, each in Base64. A cursor is valid only for
 * the list and the filters of the request that returned the cursor. A cursor grants nothing: whoever may read the list may read each part.
 */
final class Cursor {

    /** Longer than the cursor of the longest name of a guest. */
    private static final int LONGEST = 8192;

    private static final int DIGEST_BYTES = 8;
    private static final char BETWEEN = '.';

    private Cursor() {}

    /** Returns the cursor of a position in a list. */
    static String of(String list, List<String> position) {
        String parts = position.stream()
                .map(part -> encoded(part.getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(String.valueOf(BETWEEN)));
        return digest(list, parts) + BETWEEN + parts;
    }

    /**
     * Returns the position of a cursor.
     *
     * @throws ProblemException 400 if the text is no cursor of this list
     */
    static List<String> position(String list, String cursor) {
        int end = cursor.indexOf(BETWEEN);
        if (end < 0
                || cursor.length() > LONGEST
                || !cursor.substring(0, end).equals(digest(list, cursor.substring(end + 1)))) {
            throw invalid();
        }
        return Arrays.stream(cursor.substring(end + 1).split("\\.", -1))
                .map(Cursor::decoded)
                .toList();
    }

    /** Returns the problem of a cursor that the list of the request does not have. */
    static ProblemException invalid() {
        return Problem.of(
                        HttpStatus.BAD_REQUEST,
                        "invalid-cursor",
                        "The cursor is invalid",
                        "The list with these filters has no such cursor",
                        "Send \"next\" of the last answer with the same filters, or begin again without a cursor.")
                .at("cursor")
                .exception();
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String decoded(String part) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(part)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            throw invalid();
        }
    }

    private static String digest(String list, String parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(list.getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            return encoded(Arrays.copyOf(sha.digest(parts.getBytes(StandardCharsets.UTF_8)), DIGEST_BYTES));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java runtime has SHA-256", missing);
        }
    }
}
