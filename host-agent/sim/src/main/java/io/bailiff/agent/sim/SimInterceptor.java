// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OpenInterceptor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The interceptor of a simulated host's agent. Opens by processes of the host ({@link SimHost#filesAs}) are held here, those of the agent's
 * process ({@link SimProcesses#SELF}) too. The files without a process ({@link SimHost#files}) are never held.
 */
public final class SimInterceptor implements OpenInterceptor {

    private final KernelLock lock;
    private final SimProcesses processes;
    private final SimFiles files;
    private final Fanotify fanotify;
    private final FanotifyGroup group;
    private final boolean inherited;
    private final boolean survives;
    private boolean takenOver;
    private boolean gone;

    SimInterceptor(SimKernel kernel, SimProcesses processes, SimFiles files, boolean survives) {
        this.lock = kernel.lock();
        this.processes = processes;
        this.files = files;
        this.fanotify = kernel.listeners().fanotify();
        this.survives = survives;
        this.group = lock.look(fanotify::group);
        this.inherited = group.inherited;
    }

    @Override
    public void hold(String path) throws HostFileException {
        boolean readable = files.isReadable(path);
        mark(path, file -> group.hold(file, readable));
    }

    @Override
    public void release(String path) throws HostFileException {
        mark(path, group::release);
    }

    @Override
    public void reportWrites(String path) throws HostFileException {
        mark(path, group::reportWrites);
    }

    @Override
    public List<Event> await(Duration atMost) throws HostFileException, InterruptedException {
        if (inherited && !lock.look(() -> takenOver)) {
            throw new IllegalStateException(
                    "Call takeOver first: an earlier agent has left the interceptor with held opens");
        }
        try {
            List<Event> events = lock.waitFor(() -> gone || group.hasNews(), atMost, group::read);
            if (lock.look(() -> gone)) {
                throw new HostFileException(HostError.OTHER, "fanotify", "the fanotify group is closed");
            }
            return events;
        } catch (HostCrashedException crash) {
            throw new HostFileException(HostError.OTHER, "fanotify", String.valueOf(crash.getMessage()));
        }
    }

    @Override
    public Access access(Opening opening) {
        return lock.look(() -> group.access(opening.ticket()));
    }

    /** Every second opener does not sleep yet: a kernel reports an open before the opener sleeps. */
    @Override
    public Optional<Access> accessAtOnce(Opening opening) {
        return opening.ticket() % 2 == 0 ? Optional.of(access(opening)) : Optional.empty();
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
    public void persist(long ticket) {
        unlessGone(() -> group.persist(ticket));
    }

    @Override
    public void endOpener(long pid) {
        unlessGone(() -> processes.kill(pid));
    }

    @Override
    public boolean inherited() {
        return inherited;
    }

    @Override
    public Set<Long> takeOver(Set<Long> tickets) {
        unlessGone(() -> {
            takenOver = true;
            group.denyDeliveredBut(tickets);
        });
        return lock.look(() -> group.letThrough(tickets));
    }

    @Override
    public String survivesAgent() {
        return survives ? "the simulation" : "nothing: the kernel lets held openers through if the agent dies";
    }

    @Override
    public void close() {
        end(() -> fanotify.close(group));
    }

    /**
     * Simulates the death of the agent. If the interceptor survives, the opens of files that nobody can read and the persisted opens stay held,
     * and the host's next interceptor is inherited. Otherwise the kernel lets the opens through.
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

    /** Loses the next writes: the agent gets {@link OpenInterceptor.Lost} instead, as after an overflow of the kernel's queue. */
    public void loseNextWrites(int count) {
        unlessGone(() -> group.loseNextWrites(count));
    }

    /** Hides the purpose of every open, as a kernel does on which the agent must not look at the calls of other processes. */
    public void hideAccess() {
        unlessGone(group::hideAccess);
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

    /** Runs the work unless the interceptor is gone. On a crashed host no process waits any more, and nothing is done. */
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
