// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import io.bailiff.agent.host.OpenInterceptor.Access;
import java.util.Optional;

/**
 * The threads and the processes of the events of a fanotify group. The id of an event names the thread or the process, depending on the
 * flags of the group.
 */
final class EventThreads {

    private static final long UNKNOWN = 0;

    private final boolean named;
    private final ThreadFiles files;
    private final OpenCall calls;

    /** @param named true if the events name threads, false if the events name processes */
    private EventThreads(boolean named, ThreadFiles files) {
        this.named = named;
        this.files = files;
        this.calls = new OpenCall(System.getProperty("os.arch"), files);
    }

    static EventThreads of(int group) throws HostFileException {
        return new EventThreads(FanotifyDescriptor.namesThreads(group), new ThreadFiles());
    }

    /**
     * Returns the process; the thread's own id if the thread has ended. The id is then that of the process too, unless the process had several
     * threads.
     */
    long process(int reported) {
        return named ? files.status(reported, "Tgid").orElse((long) reported) : reported;
    }

    /** Returns the thread; 0 if the event names a process with several threads. */
    long thread(int reported) {
        boolean isThread = named
                || files.status(reported, "Threads").filter(count -> count == 1).isPresent();
        return isThread ? reported : UNKNOWN;
    }

    /** Returns the purpose of the thread's open. */
    Access access(long thread) {
        return thread == UNKNOWN ? Access.UNKNOWN : calls.of(thread);
    }

    /** Returns at once the purpose of the thread's open; empty for a thread that does not sleep yet. */
    Optional<Access> accessAtOnce(long thread) {
        return thread == UNKNOWN ? Optional.of(Access.UNKNOWN) : calls.atOnce(thread);
    }
}
