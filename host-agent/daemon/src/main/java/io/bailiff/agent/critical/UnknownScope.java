package io.bailiff.agent.critical;

/** Which functions a doubt is about, when it cannot be told which of them it is. */
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
