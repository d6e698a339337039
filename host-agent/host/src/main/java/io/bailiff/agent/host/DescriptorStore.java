// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.nio.file.Path;
import java.util.Optional;

/** Keeps a descriptor open in another process, so that the kernel's object behind the descriptor outlives the agent. */
public interface DescriptorStore {

    /** The beginning of {@link #text} of a store that does not store the descriptor. */
    String NOTHING = "nothing: ";

    /** Returns systemd's file descriptor store if the agent is a systemd service, and otherwise a holder process. */
    static DescriptorStore of(Path state, KeptDescriptor kind) {
        String service = System.getenv("NOTIFY_SOCKET");
        return service == null || service.isEmpty()
                ? new DescriptorHolderProcess(state, kind)
                : new SystemdDescriptorStore(service, kind);
    }

    /**
     * Returns the holder of a descriptor during a restart of the agent with the given state directory; empty if there is no holder.
     */
    static Optional<String> holderOf(Path state, KeptDescriptor kind) {
        Optional<String> holder =
                new DescriptorHolderProcess(state, kind).find().map(pid -> "process " + pid);
        return holder.isEmpty() && SystemdDescriptorStore.keeps(kind) ? Optional.of("systemd") : holder;
    }

    /**
     * Takes over the descriptor left by an earlier agent.
     *
     * @return the descriptor, now open in the current process; empty if there is none
     */
    Optional<Integer> takeBack();

    /**
     * Stores the descriptor from now on. A failure is reported by {@link #problem} and not thrown: an interceptor without a store
     * is better than no interceptor.
     */
    void keep(int descriptor);

    /** Ends the storage, because the interceptor ends. */
    void end();

    /** Stores the descriptor no longer, although the interceptor goes on. A later {@link #keep} stores the descriptor again. */
    default void drop() {
        end();
    }

    /** Returns the reason why the descriptor is not stored, for people; empty if the descriptor is stored. */
    Optional<String> problem();

    /** Returns the name of the store for people; or {@code nothing}, with the reason. */
    String text();

    /** Returns {@link #text} for a store: the name, or {@code nothing} with the problem if there is a problem. */
    static String text(Optional<String> problem, String name) {
        return problem.map(why -> NOTHING + why).orElse(name);
    }
}
