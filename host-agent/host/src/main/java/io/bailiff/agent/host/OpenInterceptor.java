package io.bailiff.agent.host;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Where opens of a host's control files are held, and writes to others are told of. An open that is held sleeps in the kernel,
 * before anything has happened to any device, until it is answered; only a signal that ends its process wakes it.
 *
 * <p>Opens by the agent itself come here like all others. {@link #await} is for one thread; the rest for any.
 */
public interface OpenInterceptor extends AutoCloseable {

    /** Something happened at the interceptor. */
    sealed interface Event {}

    /**
     * A process opens a file and sleeps until {@link #allow} or {@link #deny}.
     *
     * @param ticket names this open; used again for another one only after it has been answered
     * @param pid the process
     * @param path the file, as the host spells it with all links followed
     */
    record Opening(long ticket, long pid, String path) implements Event {}

    /**
     * A process has written to a file. Several writes may be told of as one.
     *
     * @param pid the process; it may have ended
     * @param path the file, as the host spells it with all links followed
     */
    record Written(long pid, String path) implements Event {}

    /** Events were lost: what was written meanwhile must be read. Opens are never lost. */
    record Lost() implements Event {}

    /**
     * From now on opens of this file are held. Repeating it does nothing.
     *
     * @throws HostFileException if the file is not there or cannot be watched
     */
    void hold(String path) throws HostFileException;

    /**
     * From now on writes to this file are told of. Repeating it does nothing.
     *
     * @throws HostFileException if the file is not there or cannot be watched
     */
    void reportWrites(String path) throws HostFileException;

    /**
     * What has happened, in its order; empty if nothing did in time.
     *
     * @throws HostFileException if the interceptor does not work any more
     */
    List<Event> await(Duration atMost) throws HostFileException, InterruptedException;

    /** Lets the open go on. Without effect if its process has ended. */
    void allow(long ticket);

    /** Lets the open fail with EPERM. Without effect if its process has ended. */
    void deny(long ticket);

    /**
     * Whether opens are held since before this process: an earlier agent has left the interceptor standing. Then {@link #takeOver} must
     * be called before the first {@link #await}.
     */
    boolean inherited();

    /** Goes on with the opens that an earlier agent has read and not answered. All that are not named here are denied. */
    void takeOver(Set<Long> tickets);

    /**
     * What keeps opens held when this process is killed, for people: {@code systemd} or {@code keeper process 4711}; or
     * {@code nothing}, with what that means.
     */
    String survivesAgent();

    /** Denies every open that is held, and holds no more. */
    @Override
    void close();
}
