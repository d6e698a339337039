package io.bailiff.manager.conflict;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to take a member of a group in use.
 *
 * @param id its id
 * @param function which member
 * @param reason why, in the words of whoever wants it, or null
 * @param by who wants it, by their own word, or null
 * @param remoteAddress where the request came from
 * @param madeAt when
 */
public record Claim(
        UUID id,
        String function,
        @Nullable String reason,
        @Nullable String by,
        String remoteAddress,
        Instant madeAt) {}
