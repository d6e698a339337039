package io.bailiff.agent.group;

import java.time.Duration;

/**
 * How long the agent waits for the kernel.
 *
 * @param unbind how long an unbind from a vfio driver may take before the group is taken to be in use after all
 * @param looks how often to look for a driver after a probe; some drivers ask for asynchronous probing
 * @param betweenLooks how long to wait before looking again
 */
public record KernelTimeouts(Duration unbind, int looks, Duration betweenLooks) {

    public static KernelTimeouts normal() {
        return new KernelTimeouts(Duration.ofSeconds(10), 100, Duration.ofMillis(20));
    }
}
