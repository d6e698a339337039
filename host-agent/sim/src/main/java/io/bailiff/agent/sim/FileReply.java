// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of a {@link FileRequest}. Fields without a meaning for the request are null.
 *
 * @param text a file's content, or the first bytes in base 64, or a link's target
 * @param names a directory's names
 * @param found true if the path exists
 * @param error the kind of the failure
 * @param message the reason of the failure, for people
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileReply(
        @Nullable String text,
        @Nullable List<String> names,
        @Nullable Boolean found,
        @Nullable HostError error,
        @Nullable String message) {

    static FileReply done() {
        return new FileReply(null, null, null, null, null);
    }

    static FileReply text(String text) {
        return new FileReply(text, null, true, null, null);
    }

    static FileReply bytes(byte[] bytes) {
        return text(Base64.getEncoder().encodeToString(bytes));
    }

    static FileReply names(List<String> names) {
        return new FileReply(null, names, true, null, null);
    }

    static FileReply found(boolean found) {
        return new FileReply(null, null, found, null, null);
    }

    static FileReply path(Optional<String> path) {
        return new FileReply(path.orElse(null), null, path.isPresent(), null, null);
    }

    static FileReply failed(HostFileException failure) {
        return new FileReply(null, null, null, failure.error(), failure.getMessage());
    }
}
