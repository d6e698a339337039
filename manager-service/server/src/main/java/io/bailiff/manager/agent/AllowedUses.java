// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The uses of a group that a request allows to end.
 *
 * @param codes the codes of the refusals that the request overrides
 */
public record AllowedUses(Set<Refusal.Code> codes) {

    private static final String COMMA = ",";

    public AllowedUses {
        codes = Set.copyOf(codes);
    }

    /** Reads the value of a column; null means that no use is allowed to end. */
    public static AllowedUses ofColumn(@Nullable String column) {
        return new AllowedUses(
                column == null
                        ? Set.of()
                        : Arrays.stream(column.split(COMMA))
                                .map(Refusal.Code::valueOf)
                                .collect(Collectors.toSet()));
    }

    /** Returns the value for a column. */
    public @Nullable String column() {
        return codes.isEmpty()
                ? null
                : sorted().stream().map(Refusal.Code::name).collect(Collectors.joining(COMMA));
    }

    /** Returns the codes in the order of their declaration. */
    public List<Refusal.Code> sorted() {
        return List.copyOf(new TreeSet<>(codes));
    }

    /** Returns true if the request overrides the refusal. */
    public boolean overrides(Refusal refusal) {
        return refusal.isOverridable() && codes.contains(refusal.code());
    }
}
