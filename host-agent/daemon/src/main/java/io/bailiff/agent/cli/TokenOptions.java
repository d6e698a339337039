// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.link.JoinToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the join token. */
public final class TokenOptions {

    @Option(names = "--token-file", paramLabel = "FILE", description = "The file with the join token.")
    private @Nullable Path file;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The join token. Other users of this host can read the token in the list of processes.")
    private @Nullable String token;

    /**
     * Returns the join token, from the file if a file was named.
     *
     * @throws CommandFailure if there is no token, or if the text is no token
     */
    public JoinToken token() {
        return JoinToken.parse(text())
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.BAD_INPUT,
                        "The join token is malformed.",
                        "Copy the whole value of \"token\" from the manager's answer to POST /api/v1/join-tokens."));
    }

    private String text() {
        if (file != null) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitCode.BAD_INPUT,
                        "--token-file " + file + " cannot be read: " + e + ".",
                        "Write the join token to the file. An operator gets a token with POST /api/v1/join-tokens on the manager.");
            }
        }
        if (token != null) {
            return token;
        }
        throw new CommandFailure(
                ExitCode.BAD_INPUT,
                "The join token is missing.",
                "Name the file with the token: --token-file FILE. An operator gets a token with POST /api/v1/join-tokens on the manager.");
    }
}
