// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

/** The set of functions that an unknown may be about. */
enum UnknownScope {
    /** Storage controllers, and any other function below a disk or a shared folder. */
    STORAGE,
    /** Network controllers, and any other function below a network interface. */
    NETWORK,
    /** Displays. */
    DISPLAY,
    /** The functions with device files that a process may have open. */
    DEVICE_FILES,
    /** Every endpoint. */
    ANY
}
