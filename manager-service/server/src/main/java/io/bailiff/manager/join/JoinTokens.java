// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import io.bailiff.manager.api.Page;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.audit.Subject;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.change.GuardedChange;
import io.bailiff.manager.page.NewestFirst;
import io.bailiff.manager.page.PageRequest;
import jakarta.persistence.EntityManager;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.IdGenerator;

/** The join tokens, in the database. Every change of a token is a guarded change, so a token for one host lets exactly one host join. */
@Component
class JoinTokens {

    private final JoinTokenRows rows;
    private final GuardedChange changes;
    private final Timeline timeline;
    private final IdGenerator ids;
    private final SecureRandom random;
    private final Clock clock;
    private final EntityManager entities;

    JoinTokens(
            JoinTokenRows rows,
            GuardedChange changes,
            Timeline timeline,
            IdGenerator ids,
            SecureRandom random,
            Clock clock,
            EntityManager entities) {
        this.rows = rows;
        this.changes = changes;
        this.timeline = timeline;
        this.ids = ids;
        this.random = random;
        this.clock = clock;
        this.entities = entities;
    }

    /**
     * The scope of a new token.
     *
     * @param hostName the only host that may join, or null for any host with a new name
     * @param rejoin true if the host may join although the manager knows the host
     * @param uses the number of hosts that may join
     * @param life the life of the token
     */
    record Scope(@Nullable String hostName, boolean rejoin, int uses, Duration life) {

        /** Returns the scope for the record. */
        String text() {
            return hostName == null ? uses + " new hosts" : (rejoin ? "the known host " : "the host ") + hostName;
        }
    }

    /** A new token and the secret of the token. The secret is shown once. */
    record NewToken(JoinToken token, String secret) {}

    @Transactional
    NewToken make(Scope scope, String actor) {
        String secret = Secrets.random(random);
        JoinToken token = new JoinToken(
                ids.generateId(),
                JoinTokenState.OPEN,
                0,
                scope.hostName(),
                scope.rejoin(),
                scope.uses(),
                0,
                clock.instant(),
                actor,
                clock.instant().plus(scope.life()));
        rows.saveAndFlush(new JoinTokenRow(token, Secrets.hash(secret)));
        timeline.add(
                new Subject(null, null, null),
                new Entry(
                        "join-token-made",
                        actor,
                        "Join token " + token.id() + " lets " + scope.text() + " join until " + token.expiresAt()));
        return new NewToken(token, secret);
    }

    /** Returns a page of the tokens, the newest first. */
    @Transactional(readOnly = true)
    Page<JoinToken> page(PageRequest page) {
        Page<JoinTokenRow> found = page.page(
                NewestFirst.of(JoinTokenRow.class, "createdAt", "id").read(entities, page),
                NewestFirst.position(row -> row.createdAt, JoinTokenRow::getId));
        return found.with(found.items().stream().map(JoinTokenRow::token).toList());
    }

    @Transactional(readOnly = true)
    Optional<JoinToken> find(UUID id) {
        return rows.findById(id).map(JoinTokenRow::token);
    }

    /** Returns the token with a secret. The duration of the look-up depends on the hash alone. */
    @Transactional(readOnly = true)
    Optional<JoinToken> bySecret(String secret) {
        return rows.findBySecretHash(Secrets.hash(secret)).map(JoinTokenRow::token);
    }

    /**
     * Counts a use of an open token, in the transaction that records the host's certificate.
     *
     * @return false if another transaction has changed the token: read the token again
     */
    @Transactional(propagation = Propagation.MANDATORY)
    boolean use(JoinToken seen) {
        boolean last = seen.used() + 1 >= seen.uses();
        return changes.make(
                rows::take,
                seen,
                state -> last ? JoinTokenState.USED_UP : state,
                row -> row.used = seen.used() + 1,
                List.of(),
                null);
    }

    /**
     * Revokes an open token.
     *
     * @return false if another transaction has changed the token: read the token again
     */
    @Transactional
    boolean revoke(JoinToken seen, String actor) {
        Entry entry = new Entry("join-token-revoked", actor, "Join token " + seen.id() + " lets no more hosts join");
        return changes.make(rows::take, seen, state -> JoinTokenState.REVOKED, row -> {}, List.of(entry), null);
    }
}
