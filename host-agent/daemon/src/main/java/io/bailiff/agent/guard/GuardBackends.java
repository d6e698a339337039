package io.bailiff.agent.guard;

import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.host.UeventSource;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * By what a guard sees and holds.
 *
 * @param interceptor where opens are held
 * @param uevents what the kernel tells
 * @param self the agent's own process id, as the interceptor tells it; 0 where its own opens do not come to the interceptor
 * @param terminals says a line to whoever sits in front of a process
 * @param whyUnguarded why there is no interceptor, for people; null if there is one
 */
public record GuardBackends(
        OpenInterceptor interceptor,
        UeventSource uevents,
        long self,
        ObjLongConsumer<String> terminals,
        @Nullable String whyUnguarded) {

    /** For a host whose opens nobody can hold. */
    public static GuardBackends none(String whyUnguarded, UeventSource uevents) {
        return new GuardBackends(new NoInterceptor(), uevents, 0, (line, pid) -> {}, whyUnguarded);
    }

    /** For a host of which neither is known. */
    public static GuardBackends none(String whyUnguarded) {
        return none(whyUnguarded, new NoUevents());
    }

    private static final class NoInterceptor implements OpenInterceptor {

        @Override
        public void hold(String path) {}

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
        public boolean inherited() {
            return false;
        }

        @Override
        public void takeOver(Set<Long> tickets) {}

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
