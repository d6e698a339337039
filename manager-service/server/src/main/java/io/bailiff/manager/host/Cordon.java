// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reasons why a host gets no assignments. Each reason ends separately: the operator's reason by uncordoning the host, a fence by
 * unfencing the conflict.
 *
 * @param reason an operator's reason, or null if no operator has cordoned the host
 * @param fences the open fences of the host, in the order of their conflicts' ids
 */
public record Cordon(@Nullable String reason, List<Fence> fences) {

    public Cordon {
        fences = List.copyOf(fences);
    }

    /**
     * The fence of a guest whose process could not be ended.
     *
     * @param conflict the conflict that fenced the guest
     * @param guest the name of the guest
     */
    public record Fence(UUID conflict, String guest) {

        @Override
        public String toString() {
            return guest + " is fenced (conflict " + conflict + ")";
        }
    }

    /** Returns true if the host gets no assignments. */
    public boolean stands() {
        return reason != null || !fences.isEmpty();
    }

    /** Returns the ids of the conflicts whose fences are open. */
    public List<UUID> conflicts() {
        return fences.stream().map(Fence::conflict).toList();
    }

    /** Returns all reasons for people, or null if the host gets assignments. */
    public @Nullable String text() {
        return stands()
                ? Stream.concat(Stream.ofNullable(reason), fences.stream().map(Fence::toString))
                        .collect(Collectors.joining("; "))
                : null;
    }

    /** Returns the sources of the cordon without the operator's own words: {@code an operator and the fence of conflict ID}. */
    String sources() {
        return Stream.concat(
                        Stream.ofNullable(reason).map(any -> "an operator"),
                        fences.stream().map(fence -> "the fence of conflict " + fence.conflict()))
                .collect(Collectors.joining(" and "));
    }

    /** Returns the requests that end the fences: {@code POST /api/v1/conflicts/ID/unfence}, one for each fence. */
    public String unfence() {
        return fences.stream()
                .map(fence -> "POST /api/v1/conflicts/" + fence.conflict() + "/unfence")
                .collect(Collectors.joining(" and "));
    }
}
