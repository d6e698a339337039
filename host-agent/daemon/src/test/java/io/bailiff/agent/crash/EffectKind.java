// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import java.util.regex.Pattern;

/**
 * A kind of effect: the description of an effect without the function and the group that it is about. A new kind of effect
 * in the agent is a new kind here by itself.
 *
 * @param text the description with {@code *} for addresses and fingerprints; empty for every kind
 */
record EffectKind(String text) {

    /** Every effect, of whatever kind. */
    static final EffectKind ANY = new EffectKind("");

    private static final Pattern INDIVIDUAL =
            Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]|[0-9a-f]{32}");

    static EffectKind of(String effect) {
        return new EffectKind(INDIVIDUAL.matcher(effect).replaceAll("*"));
    }

    boolean includes(String effect) {
        return equals(ANY) || equals(of(effect));
    }
}
