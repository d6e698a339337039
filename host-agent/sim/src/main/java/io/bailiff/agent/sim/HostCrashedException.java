// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

/** The simulated host has crashed. No call on the host succeeds any more. */
public final class HostCrashedException extends RuntimeException {

    public HostCrashedException(String reason) {
        super("host has crashed: " + reason);
    }
}
