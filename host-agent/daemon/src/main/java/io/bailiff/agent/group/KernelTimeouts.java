// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import java.time.Duration;

/**
 * The limits of waits for the kernel.
 *
 * @param unbind the longest duration of an unbind from a vfio driver; after a longer wait the agent treats the group as
 *     in use
 * @param looks the number of reads of the driver link after a probe; more than one, because some drivers probe
 *     asynchronously
 * @param betweenLooks the pause before the next read
 */
public record KernelTimeouts(Duration unbind, int looks, Duration betweenLooks) {

    public static KernelTimeouts normal() {
        return new KernelTimeouts(Duration.ofSeconds(10), 100, Duration.ofMillis(20));
    }

    /** Waits for the next read; returns false if the agent is stopping. */
    boolean pause() {
        try {
            Thread.sleep(betweenLooks.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
