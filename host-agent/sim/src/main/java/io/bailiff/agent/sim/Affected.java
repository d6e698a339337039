package io.bailiff.agent.sim;

/** Which of a guest's two lists of devices a call changes: that of its present run, that of its definition, or both. */
public enum Affected {
    LIVE,
    CONFIG,
    BOTH;

    /**
     * Returns what a call changes.
     *
     * @throws IllegalArgumentException if neither is to change
     */
    public static Affected of(boolean live, boolean config) {
        if (!live && !config) {
            throw new IllegalArgumentException("\"live\", \"config\" or both have to be true");
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
