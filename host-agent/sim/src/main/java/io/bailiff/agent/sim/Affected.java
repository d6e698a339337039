// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

/** The part of a guest changed by a call: the devices of the current domain instance, the devices of the definition, or both. */
public enum Affected {
    LIVE,
    CONFIG,
    BOTH;

    /**
     * Returns the part changed by a call.
     *
     * @throws IllegalArgumentException if neither part is to change
     */
    public static Affected of(boolean live, boolean config) {
        if (!live && !config) {
            throw new IllegalArgumentException("\"live\" or \"config\" must be true");
        }
        return live && config ? BOTH : live ? LIVE : CONFIG;
    }

    boolean live() {
        return this != CONFIG;
    }

    boolean config() {
        return this != LIVE;
    }
}
