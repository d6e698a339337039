package io.bailiff.agent.sim;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OpenInterceptor;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The interceptor of a simulated host's agent. What other processes of the host do ({@link SimHost#filesAs}) comes here.
 * What the agent does ({@link SimHost#files}) never does, unlike on a real host: there the agent must let its own
 * opens through.
 */
public final class SimInterceptor implements OpenInterceptor {

    private final KernelLock lock;
    private final SimFiles files;
    private final Fanotify fanotify;
    private final FanotifyGroup group;
    private final boolean inherited;
    private final boolean survives;
    private boolean takenOver;
    private boolean gone;

    SimInterceptor(SimKernel kernel, SimFiles files, boolean survives) {
        this.lock = kernel.lock();
        this.files = files;
        this.fanotify = kernel.fanotify();
        this.survives = survives;
        this.group = lock.look(fanotify::group);
        this.inherited = group.inherited;
    }

    @Override
    public void hold(String path) throws HostFileException {
        mark(path, group::hold);
    }

    @Override
    public void reportWrites(String path) throws HostFileException {
        mark(path, group::reportWrites);
    }

    @Override
    public List<Event> await(Duration atMost) throws HostFileException, InterruptedException {
        if (inherited && !lock.look(() -> takenOver)) {
            throw new IllegalStateException("The gate is inherited: say first which opens are to be gone on with");
        }
        try {
            List<Event> events = lock.waitFor(() -> gone || group.hasNews(), atMost, group::read);
            if (lock.look(() -> gone)) {
                throw new HostFileException(HostError.OTHER, "gate", "is closed");
            }
            return events;
        } catch (HostCrashedException crash) {
            throw new HostFileException(HostError.OTHER, "gate", String.valueOf(crash.getMessage()));
        }
    }

    @Override
    public void allow(long ticket) {
        unlessGone(() -> group.answer(ticket, FanotifyGroup.Answer.ALLOWED));
    }

    @Override
    public void deny(long ticket) {
        unlessGone(() -> group.answer(ticket, FanotifyGroup.Answer.DENIED));
    }

    @Override
    public boolean inherited() {
        return inherited;
    }

    @Override
    public void takeOver(Set<Long> tickets) {
        unlessGone(() -> {
            takenOver = true;
            group.denyDeliveredBut(tickets);
        });
    }

    @Override
    public String survivesAgent() {
        return survives ? "the simulation" : "nothing: when this agent dies, the opens that it holds go on";
    }

    @Override
    public void close() {
        end(() -> fanotify.end(group, FanotifyGroup.Answer.DENIED));
    }

    /**
     * What is left of the interceptor when its agent is killed. With a survivor the opens stay held, and the next interceptor of
     * this host is an inherited one. Without, the kernel lets them go on.
     */
    public void abandon() {
        end(() -> {
            if (survives) {
                group.leave();
            } else {
                fanotify.end(group, FanotifyGroup.Answer.ALLOWED);
            }
        });
    }

    /**
     * The next writes to be told of are not, but {@link OpenInterceptor.Lost} is, as if the kernel's queue had run over.
     */
    public void loseNextWrites(int count) {
        unlessGone(() -> group.loseNextWrites(count));
    }

    private void mark(String path, Consumer<String> mark) throws HostFileException {
        String file = files.realFile(path);
        unlessGone(() -> mark.accept(file));
    }

    private void end(Runnable how) {
        unlessGone(() -> {
            how.run();
            gone = true;
        });
    }

    /** On a host that has crashed nobody waits any more. */
    private void unlessGone(Runnable work) {
        if (lock.crash().isEmpty()) {
            lock.change(() -> {
                if (!gone) {
                    work.run();
                }
            });
        }
    }
}
