// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.manager.RunningManager;

/** Lets a test of another package run the checks of the hosts' status. */
public final class StatusChecks {

    private StatusChecks() {}

    /** Compares all hosts with the recorded outages once, on the thread of the test. */
    public static void run(RunningManager manager) {
        manager.bean(HostStatusMonitor.class).check();
    }
}
