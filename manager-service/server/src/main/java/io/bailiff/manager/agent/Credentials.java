// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.problem.Problem;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Identifies agents by their credentials. The manager stores only the hashes of credentials. The duration of a look-up by hash depends on
 * the hash alone, so an attacker cannot derive a secret from timing.
 */
@Component
class Credentials {

    private static final String SCHEME = "Bearer ";

    private final Hosts hosts;

    Credentials(Hosts hosts) {
        this.hosts = hosts;
    }

    /**
     * Returns the host in the path if the caller is the host's agent.
     *
     * @throws io.bailiff.manager.problem.ProblemException 401 for an unknown credential, 403 for the credential of another host
     */
    UUID require(@Nullable String authorization, String hostId) {
        UUID caller = caller(authorization).orElseThrow(() -> unknown().exception());
        if (!caller.toString().equals(hostId)) {
            throw Problem.of(
                            HttpStatus.FORBIDDEN,
                            "another-host",
                            "The credential belongs to another host",
                            "The credential in the header Authorization belongs to another host than the path names",
                            "Use the hostId from the answer to the enrolment.")
                    .exception();
        }
        return caller;
    }

    private Optional<UUID> caller(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith(SCHEME)) {
            return Optional.empty();
        }
        return hosts.byCredential(
                Secrets.hash(authorization.substring(SCHEME.length()).strip()));
    }

    private static Problem unknown() {
        return Problem.of(
                HttpStatus.UNAUTHORIZED,
                "unknown-credential",
                "Unknown credential",
                "This manager does not know the credential in the header Authorization",
                "Enrol the host again: POST /agent/v1/enrolments.");
    }
}
