package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps the fanotify descriptor open in another process, so that the fanotify group outlives this process: the kernel lets every
 * held open through when the last descriptor is closed (fanotify_release).
 */
interface DescriptorStore {

    /** systemd's file descriptor store where the agent is a service of it, and a process of our own elsewhere. */
    static DescriptorStore of(Path state) {
        String service = System.getenv("NOTIFY_SOCKET");
        return service == null || service.isEmpty()
                ? new DescriptorHolderProcess(state)
                : new SystemdDescriptorStore(service);
    }

    /** Whether this entry of a process's {@code fd} directory is an interceptor. */
    static boolean isFanotifyGroup(Path descriptor) {
        try {
            return RootedPaths.readLink(descriptor.toString()).equals("anon_inode:[fanotify]");
        } catch (LastErrorException closedOrNotOurs) {
            return false;
        }
    }

    /** The descriptor that an earlier agent has left here, in this process now; empty if there is none. */
    Optional<Integer> takeBack();

    /** Has the descriptor kept from now on. What goes wrong is for {@link #text}: an interceptor without a survivor is better than none. */
    void keep(int descriptor);

    /** The interceptor ends: nobody shall keep it any more. */
    void end();

    /** Who it is, for people; or {@code nothing}, and why. */
    String text();
}
