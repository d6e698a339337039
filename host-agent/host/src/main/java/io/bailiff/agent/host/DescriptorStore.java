// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps the fanotify descriptor open in another process, so that the fanotify group outlives the agent. When the last
 * descriptor is closed, the kernel lets every held open through (fanotify_release).
 */
interface DescriptorStore {

    /** Returns systemd's file descriptor store if the agent is a systemd service, and otherwise a holder process. */
    static DescriptorStore of(Path state) {
        String service = System.getenv("NOTIFY_SOCKET");
        return service == null || service.isEmpty()
                ? new DescriptorHolderProcess(state)
                : new SystemdDescriptorStore(service);
    }

    /** Returns true if an entry of a process's {@code fd} directory is a fanotify group. */
    static boolean isFanotifyGroup(Path descriptor) {
        try {
            return RootedPaths.readLink(descriptor.toString()).equals("anon_inode:[fanotify]");
        } catch (LastErrorException closedOrNotOurs) {
            return false;
        }
    }

    /**
     * Takes over the descriptor left by an earlier agent.
     *
     * @return the descriptor, now open in the current process; empty if there is none
     */
    Optional<Integer> takeBack();

    /**
     * Stores the descriptor from now on. A failure is reported by {@link #text} and not thrown: an interceptor without a store
     * is better than no interceptor.
     */
    void keep(int descriptor);

    /** Ends the storage, because the interceptor ends. */
    void end();

    /** Returns the name of the store for people; or {@code nothing}, with the reason. */
    String text();
}
