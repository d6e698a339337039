// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.claim;

import io.bailiff.manager.api.ClaimView;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Converts claims to REST views. */
public final class ClaimViews {

    private ClaimViews() {}

    private static final String RECLAIM = "RECLAIM";

    public static ClaimView of(Claim claim, String host) {
        return claim.origin() instanceof Claim.OnHost told
                ? of(claim, host, told)
                : of(claim, host, (Claim.ByOperator) claim.origin());
    }

    private static ClaimView of(Claim claim, String host, Claim.ByOperator operator) {
        return new ClaimView(
                claim.id(),
                host,
                RECLAIM,
                claim.function(),
                groups(claim),
                conflicts(claim),
                claim.madeAt(),
                claim.recordedAt(),
                operator.reason(),
                operator.by(),
                operator.remoteAddress(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static ClaimView of(Claim claim, String host, Claim.OnHost told) {
        return new ClaimView(
                claim.id(),
                host,
                told.kind().name(),
                claim.function(),
                groups(claim),
                conflicts(claim),
                claim.madeAt(),
                claim.recordedAt(),
                null,
                null,
                null,
                told.claim(),
                told.status(),
                told.since(),
                told.message(),
                told.what(),
                told.file(),
                told.who(),
                told.claimant());
    }

    private static List<String> groups(Claim claim) {
        return claim.groups().stream().map(on -> on.group().value()).toList();
    }

    private static List<UUID> conflicts(Claim claim) {
        return claim.groups().stream()
                .map(Claim.OnGroup::conflict)
                .filter(Objects::nonNull)
                .toList();
    }
}
