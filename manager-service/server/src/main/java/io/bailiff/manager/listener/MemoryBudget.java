// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import java.util.HashMap;
import java.util.Map;

/** The memory of a listener for bodies that arrive and for answers that are being sent, in bytes. */
final class MemoryBudget {

    private final long most;
    private final long mostOfCaller;
    private final Map<Caller, Long> bodiesOfCaller = new HashMap<>();
    private long used;

    /** @param mostOfCaller the memory for the bodies of a caller */
    MemoryBudget(long most, long mostOfCaller) {
        this.most = most;
        this.mostOfCaller = mostOfCaller;
    }

    /** Takes memory for a body. Returns false, and takes nothing, if there is too little, or too little for the caller. */
    synchronized boolean tryTake(Caller caller, long bytes) {
        long ofCaller = bodiesOfCaller.getOrDefault(caller, 0L) + bytes;
        if (used + bytes > most || ofCaller > mostOfCaller) {
            return false;
        }
        used += bytes;
        bodiesOfCaller.put(caller, ofCaller);
        return true;
    }

    /** Frees memory of a body. */
    synchronized void free(Caller caller, long bytes) {
        used -= bytes;
        bodiesOfCaller.computeIfPresent(caller, (same, known) -> known <= bytes ? null : known - bytes);
    }

    /** Takes memory for a part of an answer, which is in use already. */
    synchronized void take(long bytes) {
        used += bytes;
    }

    /** Frees memory of an answer. */
    synchronized void free(long bytes) {
        used -= bytes;
    }

    synchronized boolean isUsedUp() {
        return used >= most;
    }

    synchronized long used() {
        return used;
    }
}
