package io.bailiff.manager.agent;

import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.problem.Problem;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Knows the agents by their credentials. Only the hashes are kept; a look-up by hash tells an attacker nothing by its timing
 * that would bring them nearer to a secret.
 */
@Component
class Credentials {

    private static final String SCHEME = "Bearer ";

    private final Hosts hosts;

    Credentials(Hosts hosts) {
        this.hosts = hosts;
    }

    /** The host that the path names, if the caller is its agent: 401 for an unknown credential, 403 for another host's. */
    UUID require(@Nullable String authorization, String hostId) {
        UUID caller = caller(authorization).orElseThrow(() -> unknown().exception());
        if (!caller.toString().equals(hostId)) {
            throw Problem.of(
                            HttpStatus.FORBIDDEN,
                            "another-host",
                            "That is another host",
                            "This credential belongs to another host",
                            "Use the host id that came with the credential.")
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
                "The header Authorization holds no credential that is known here",
                "Enrol again.");
    }
}
