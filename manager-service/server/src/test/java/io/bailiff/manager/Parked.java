// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import java.util.concurrent.locks.LockSupport;

/** Threads of a manager that is killed while they are in the middle of something. */
final class Parked {

    private Parked() {}

    /** Interrupts do not wake it: a killed process does not clean up. A thread that stays interrupted would not even park. */
    static void forEver() {
        while (true) {
            LockSupport.park();
            boolean unused = Thread.interrupted();
        }
    }
}
