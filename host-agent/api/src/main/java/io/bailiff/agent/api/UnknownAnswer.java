// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import io.bailiff.agent.api.limit.Entries;
import io.bailiff.agent.api.limit.Text;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statement of an operator about a {@link HostUnknown}: the unknown is about exactly the named functions. The named functions stay with
 * the host, and the unknown refuses no other function any more.
 *
 * @param id the id of the unknown
 * @param text the text of the unknown at the time of the answer
 * @param functions the functions that the unknown is about
 * @param noFunction true if the operator has stated that the unknown is about no PCI function; only then {@code functions} is empty. An
 *     answer without functions and without the flag is malformed, because a lost list must not free a function
 * @param hardware the digest of the host's functions with the ids of a named function, see {@link #hardware}
 * @param by the operator, as stated and not proven
 * @param at the time of the answer
 */
public record UnknownAnswer(
        @Text(longest = 12, exact = true, spelling = "[0-9a-f]{12}")
        String id,

        @Text(longest = HostUnknown.LONGEST_TEXT, exact = true)
        String text,

        @Entries(most = 65_536) List<PciAddress> functions,
        boolean noFunction,

        @Text(longest = 32, exact = true, spelling = "[0-9a-f]{32}")
        String hardware,

        @Text(longest = 4096) String by,
        Instant at) {

    /** @throws IllegalArgumentException if the flag {@code noFunction} contradicts the functions */
    public UnknownAnswer {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(hardware, "hardware");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(at, "at");
        functions = functions.stream().distinct().sorted().toList();
        if (functions.isEmpty() != noFunction) {
            throw new IllegalArgumentException(
                    "an answer names functions, or has the flag noFunction, but not both and not neither");
        }
    }

    /** Returns the answer to an unknown of a host with the given functions; no named function means the flag {@code noFunction}. */
    public static UnknownAnswer to(
            HostUnknown unknown,
            Collection<PciAddress> named,
            Collection<FunctionReport> functionsOfHost,
            String by,
            Instant at) {
        return new UnknownAnswer(
                unknown.id(),
                unknown.text(),
                List.copyOf(named),
                named.isEmpty(),
                hardware(named, functionsOfHost),
                by,
                at);
    }

    /**
     * Returns the digest of the addresses of all functions that have the same ids as a named function. Addresses may move when a card is
     * added or removed. The digest then differs, also if another function with the same ids has the address of a named function now.
     */
    public static String hardware(Collection<PciAddress> named, Collection<FunctionReport> functionsOfHost) {
        Set<String> ids = functionsOfHost.stream()
                .filter(function -> named.contains(function.address()))
                .map(FunctionReport::ids)
                .collect(Collectors.toSet());
        return GroupFingerprint.of(functionsOfHost.stream()
                        .filter(function -> ids.contains(function.ids()))
                        .toList())
                .value();
    }

    /** Returns true if the answer is about the unknown. */
    public boolean isAbout(HostUnknown unknown) {
        return id.equals(unknown.id()) && text.equals(unknown.text());
    }

    /** Returns true if every named function is still at the same address, judged by the present functions of the host. */
    public boolean fits(Collection<FunctionReport> functionsOfHost) {
        Set<PciAddress> present = new HashSet<>();
        functionsOfHost.forEach(function -> present.add(function.address()));
        return present.containsAll(functions) && hardware.equals(hardware(functions, functionsOfHost));
    }
}
