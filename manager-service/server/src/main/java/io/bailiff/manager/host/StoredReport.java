// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import io.bailiff.manager.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.springframework.http.HttpStatus;

/**
 * Converts reports to the text of the database and back. A report of a usual host is stored as JSON. A larger report is compressed, because
 * a text column of H2 has at most 1,048,576 characters: a report repeats its words, and shrinks to about a tenth.
 */
final class StoredReport {

    /** The length of the column {@code host_inventory.report}. */
    static final int LONGEST_COLUMN = 1_000_000;

    /** The longest report that is stored as JSON. */
    private static final int LONGEST_PLAIN = 500_000;

    private static final String COMPRESSED = "gzip:";

    private StoredReport() {}

    /**
     * Returns the text for the database.
     *
     * @param json the report; JSON never begins like a compressed report
     * @throws io.bailiff.manager.problem.ProblemException 413 if the report is too long even when compressed
     */
    static String text(String json) {
        if (json.length() <= LONGEST_PLAIN) {
            return json;
        }
        String text = COMPRESSED + Base64.getEncoder().encodeToString(compressed(json));
        if (text.length() > LONGEST_COLUMN) {
            throw Problem.of(
                            HttpStatus.CONTENT_TOO_LARGE,
                            "report-too-large",
                            "The report is too large",
                            "The report has " + json.length() + " characters and cannot be compressed to "
                                    + LONGEST_COLUMN,
                            "Shorten the texts of the report.")
                    .exception();
        }
        return text;
    }

    /** Returns the report in a text of the database, as JSON. */
    static String json(String text) {
        return text.startsWith(COMPRESSED)
                ? decompressed(Base64.getDecoder().decode(text.substring(COMPRESSED.length())))
                : text;
    }

    private static byte[] compressed(String json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException("cannot write to memory", impossible);
        }
        return bytes.toByteArray();
    }

    private static String decompressed(byte[] bytes) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException damaged) {
            throw new UncheckedIOException("the stored report of a host is damaged", damaged);
        }
    }
}
