// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import io.bailiff.manager.problem.Problem;
import org.springframework.http.HttpStatus;

/** The reasons why a host may not join. Each has its own type, which the agent shows with the remedy. */
final class JoinProblems {

    private static final String NEW_TOKEN =
            "Ask an operator for a new join token: POST /api/v1/join-tokens on the manager.";

    private JoinProblems() {}

    static Problem wrongToken() {
        return token("wrong-join-token", "Wrong join token", "This manager has not made the join token");
    }

    static Problem revoked() {
        return token("join-token-revoked", "The join token is revoked", "An operator has revoked the join token");
    }

    static Problem usedUp() {
        return token(
                "join-token-used", "The join token is used up", "As many hosts have joined as the join token allows");
    }

    static Problem expired() {
        return token("join-token-expired", "The join token has expired", "The join token has expired");
    }

    static Problem otherHost(String name) {
        return token(
                "join-token-other-host",
                "The join token is for another host",
                "The join token does not allow that the host \"" + name + "\" joins");
    }

    private static Problem token(String name, String title, String detail) {
        return Problem.of(HttpStatus.FORBIDDEN, name, title, detail, NEW_TOKEN).at("token");
    }

    /** The name belongs to a host of the fleet, and neither that host's certificate nor an operator vouches for the caller. */
    static Problem known(String name) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "host-known",
                        "The fleet has a host with this name",
                        "The host \"" + name + "\" has joined before",
                        "If this is the same host, ask an operator for a join token with \"host\":\"" + name
                                + "\",\"rejoin\":true. Else join with another name: --host-name NAME.")
                .at("host");
    }

    static Problem keyUsed() {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "key-used",
                        "The key has a certificate already",
                        "The manager has issued a certificate for this key before",
                        "Make a new key, and send a request for the new key.")
                .at("certificateRequest");
    }

    static Problem busy() {
        return Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "join-token-busy",
                        "Many hosts join with the token now",
                        "Other hosts have used the join token at the same time",
                        "Send the same request again.")
                .with(Problem.RETRY_AFTER_SECONDS, 1L);
    }
}
