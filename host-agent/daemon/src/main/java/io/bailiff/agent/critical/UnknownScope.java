package io.bailiff.agent.critical;

/** The functions that something which could not be read may concern. */
enum UnknownScope {
    /** Storage controllers, and whatever else a disk or a shared folder hangs on. */
    STORAGE,
    /** Network controllers, and whatever else a network interface hangs on. */
    NETWORK,
    /** Displays. */
    DISPLAY,
    /** Every endpoint. */
    ANY
}
