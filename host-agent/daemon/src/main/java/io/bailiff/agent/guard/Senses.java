package io.bailiff.agent.guard;

import io.bailiff.agent.host.OpenGate;
import io.bailiff.agent.host.UeventSource;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * By what a guard sees and holds.
 *
 * @param gate where opens are held
 * @param uevents what the kernel tells
 * @param self the agent's own process id, as the gate tells it; 0 where its own opens do not come to the gate
 * @param terminals says a line to whoever sits in front of a process
 * @param whyBlind why there is no gate, for people; null if there is one
 */
public record Senses(
        OpenGate gate,
        UeventSource uevents,
        long self,
        ObjLongConsumer<String> terminals,
        @Nullable String whyBlind) {

    /** For a host whose opens nobody can hold. */
    public static Senses none(String whyBlind, UeventSource uevents) {
        return new Senses(new NoGate(), uevents, 0, (line, pid) -> {}, whyBlind);
    }

    /** For a host of which neither is known. */
    public static Senses none(String whyBlind) {
        return none(whyBlind, new NoUevents());
    }

    private static final class NoGate implements OpenGate {

        @Override
        public void hold(String path) {}

        @Override
        public void tellWrites(String path) {}

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
        public String survivor() {
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
