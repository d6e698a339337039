// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.host.UeventSource;
import io.bailiff.agent.host.WriteInterceptor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The guard's access to the host.
 *
 * @param interceptor holds opens of control files
 * @param writes holds writes to covered control files, or {@link #noWrites}
 * @param uevents delivers the kernel's uevents
 * @param self the agent's process id as reported by the interceptor; 0 if the interceptor does not report the agent's own opens
 * @param terminals writes a line to the terminal of a process
 * @param whyUnguarded the reason for the missing interceptor, for people; null if the host has an interceptor
 */
public record GuardBackends(
        OpenInterceptor interceptor,
        WriteInterceptor writes,
        UeventSource uevents,
        long self,
        ObjLongConsumer<String> terminals,
        @Nullable String whyUnguarded) {

    /** Returns the backends for a host without an interceptor: the guard cannot hold opens. */
    public static GuardBackends none(String whyUnguarded, UeventSource uevents) {
        return new GuardBackends(
                new NoInterceptor(), noWrites(whyUnguarded), uevents, 0, (line, pid) -> {}, whyUnguarded);
    }

    /**
     * Returns the write interceptor of a host whose control files cannot be covered: the guard then knows of an open, and not what is
     * written.
     *
     * @param why the reason, for people
     */
    public static WriteInterceptor noWrites(String why) {
        return new NoWriteInterceptor(why);
    }

    /** Returns the reason for the missing write interceptor, for people; empty if the host has a write interceptor. */
    Optional<String> whyNoWrites() {
        return writes instanceof NoWriteInterceptor none ? Optional.of(none.why()) : Optional.empty();
    }

    /** Closes the interceptors and the source of uevents: every held open and every held write fails. */
    public void close() {
        interceptor.close();
        writes.close();
        uevents.close();
    }

    /** Returns the backends for a host with neither interceptor nor uevents. */
    public static GuardBackends none(String whyUnguarded) {
        return none(whyUnguarded, new NoUevents());
    }

    private static final class NoInterceptor implements OpenInterceptor {

        @Override
        public void hold(String path) {}

        @Override
        public void release(String path) {}

        @Override
        public void reportWrites(String path) {}

        @Override
        public List<Event> await(Duration atMost) throws InterruptedException {
            Thread.sleep(atMost.toMillis());
            return List.of();
        }

        @Override
        public void allow(long ticket) {}

        @Override
        public void deny(long ticket) {}

        @Override
        public void endOpener(long pid) {}

        @Override
        public boolean inherited() {
            return false;
        }

        @Override
        public Set<Long> takeOver(Set<Long> tickets) {
            return Set.of();
        }

        @Override
        public String survivesAgent() {
            return "nothing: there is no guard";
        }

        @Override
        public void close() {}
    }

    private static final class NoUevents implements UeventSource {

        @Override
        public List<Uevent> await(Duration atMost) throws InterruptedException {
            Thread.sleep(atMost.toMillis());
            return List.of();
        }

        @Override
        public void close() {}
    }
}
