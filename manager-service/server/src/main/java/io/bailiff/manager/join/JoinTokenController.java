// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import io.bailiff.manager.api.JoinTokenRequest;
import io.bailiff.manager.api.JoinTokenView;
import io.bailiff.manager.api.Page;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.certificate.CertificateAuthority;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.page.PageRequest;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The join tokens, for operators. */
@RestController
@RequestMapping("/api/v1/join-tokens")
class JoinTokenController {

    private static final Duration USUAL_LIFE = Duration.ofDays(1);
    private static final Duration LONGEST_LIFE = Duration.ofDays(30);
    private static final int MOST_USES = 1000;

    private final JoinTokens tokens;
    private final Hosts hosts;
    private final CertificateAuthority authority;
    private final Clock clock;

    JoinTokenController(JoinTokens tokens, Hosts hosts, CertificateAuthority authority, Clock clock) {
        this.tokens = tokens;
        this.hosts = hosts;
        this.authority = authority;
        this.clock = clock;
    }

    /** Makes a token. The answer is the only one with the secret: the manager stores a hash. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    JoinTokenView make(@RequestBody JoinTokenRequest body, HttpServletRequest http) {
        String actor = actor(body.by(), http);
        JoinTokens.NewToken made = tokens.make(scope(body), actor);
        return view(made.token(), authority.fingerprint() + "." + made.secret());
    }

    /** Returns tokens, the newest first. */
    @GetMapping
    Page<JoinTokenView> all(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page<JoinToken> found = tokens.page(PageRequest.of(limit, cursor, "join-tokens"));
        return found.with(found.items().stream().map(token -> view(token, null)).toList());
    }

    /** Revokes a token. Hosts that have joined with the token keep their certificates. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable String id, @RequestParam(required = false) @Nullable String by, HttpServletRequest http) {
        String actor = actor(by, http);
        while (true) {
            JoinToken token = require(id);
            if (token.state() != JoinTokenState.OPEN) {
                throw Problem.of(
                                HttpStatus.CONFLICT,
                                "join-token-closed",
                                "The join token lets no host join any more",
                                "The join token is used up or revoked already",
                                "GET /api/v1/join-tokens shows the state of each token.")
                        .exception();
            }
            if (tokens.revoke(token, actor)) {
                return;
            }
        }
    }

    private JoinToken require(String id) {
        UUID known = Fields.id(id, "join-token");
        return tokens.find(known)
                .orElseThrow(() -> Fields.unknown("join-token", id).exception());
    }

    private JoinTokens.Scope scope(JoinTokenRequest body) {
        if ((body.host() == null) == (body.count() == null)) {
            throw Fields.tooMuch("host", "or \"count\" is needed, and not both").exception();
        }
        Duration life = body.expiresInSeconds() == null ? USUAL_LIFE : life(body.expiresInSeconds());
        boolean rejoin = Boolean.TRUE.equals(body.rejoin());
        if (body.host() == null) {
            return new JoinTokens.Scope(null, noRejoin(rejoin), uses(Fields.present(body.count(), "count")), life);
        }
        String host = HostNames.require(body.host(), "host");
        if (!rejoin && hosts.named(host).isPresent()) {
            throw JoinProblems.known(host).exception();
        }
        return new JoinTokens.Scope(host, rejoin, 1, life);
    }

    private static boolean noRejoin(boolean rejoin) {
        if (rejoin) {
            throw Fields.tooMuch("rejoin", "needs \"host\": an operator allows it for one known host")
                    .exception();
        }
        return false;
    }

    private static int uses(int count) {
        if (count < 1 || count > MOST_USES) {
            throw Fields.tooMuch("count", "is " + count)
                    .with("allowed", "1 to " + MOST_USES)
                    .exception();
        }
        return count;
    }

    private static Duration life(int seconds) {
        if (seconds < 1 || seconds > LONGEST_LIFE.toSeconds()) {
            throw Fields.tooMuch("expiresInSeconds", "is " + seconds)
                    .with("allowed", "1 to " + LONGEST_LIFE.toSeconds())
                    .exception();
        }
        return Duration.ofSeconds(seconds);
    }

    private JoinTokenView view(JoinToken token, @Nullable String text) {
        boolean expired = token.state() == JoinTokenState.OPEN && token.isExpiredAt(clock.instant());
        return new JoinTokenView(
                token.id(),
                text,
                expired ? "EXPIRED" : token.state().name(),
                token.hostName(),
                token.rejoin(),
                token.uses(),
                token.used(),
                token.createdAt(),
                token.createdBy(),
                token.expiresAt());
    }

    private static String actor(@Nullable String by, HttpServletRequest http) {
        return new Requester(Fields.optionalText(by, "by", 253), http.getRemoteAddr()).actor();
    }
}
