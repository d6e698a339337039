// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.WriteInterceptor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The write interceptor of a simulated host's agent. Writes of other processes of the host ({@link SimHost#filesAs}) to covered files wait
 * here, and no {@link SimInterceptor} sees the opens. The agent's own writes ({@link SimHost#files}), and the processes with a sysfs of their
 * own ({@link ProcessSpec#withOwnSysfs}), go past the covers.
 */
public final class SimWriteInterceptor implements WriteInterceptor {

    private final KernelLock lock;
    private final SimFiles files;
    private final WriteCovers covers;
    private final WriteCover cover;
    private final boolean inherited;
    private final boolean survives;
    private boolean takenOver;
    private boolean gone;

    SimWriteInterceptor(SimKernel kernel, SimFiles files, boolean survives) {
        this.lock = kernel.lock();
        this.files = files;
        this.covers = kernel.listeners().covers();
        this.survives = survives;
        this.cover = lock.look(covers::cover);
        this.inherited = cover.inherited;
    }

    @Override
    public void coverOnly(Set<String> paths) throws HostFileException {
        Set<String> found = new TreeSet<>();
        for (String path : paths) {
            if (files.exists(path)) {
                found.add(path);
            }
        }
        unlessGone(() -> cover.coverOnly(found));
    }

    @Override
    public void readOnly(Set<String> paths) throws HostFileException {
        Set<String> found = new TreeSet<>();
        for (String path : paths) {
            if (files.exists(path)) {
                found.add(path);
            }
        }
        unlessGone(() -> cover.readOnly(found));
    }

    @Override
    public Set<String> covered() {
        return lock.look(cover::covered);
    }

    @Override
    public List<Writing> await(Duration atMost) throws HostFileException, InterruptedException {
        if (inherited && !lock.look(() -> takenOver)) {
            throw new IllegalStateException(
                    "Call takeOver first: an earlier agent has left the interceptor with waiting writes");
        }
        try {
            List<Writing> writes = lock.waitFor(() -> gone || cover.hasNews(), atMost, cover::read);
            if (lock.look(() -> gone)) {
                throw new HostFileException(HostError.OTHER, "covers", "the write interceptor is closed");
            }
            return writes;
        } catch (HostCrashedException crash) {
            throw new HostFileException(HostError.OTHER, "covers", String.valueOf(crash.getMessage()));
        }
    }

    @Override
    public void perform(long ticket) {
        unlessGone(() -> cover.perform(ticket));
    }

    @Override
    public void fail(long ticket) {
        unlessGone(() -> cover.fail(ticket));
    }

    @Override
    public boolean inherited() {
        return inherited;
    }

    @Override
    public void takeOver(Set<Long> tickets) {
        unlessGone(() -> {
            takenOver = true;
            cover.queueDeliveredBut(tickets);
        });
    }

    @Override
    public Optional<String> whyEndsWithAgent() {
        return survives ? Optional.empty() : Optional.of("the simulation ends the waiting writes with the agent");
    }

    @Override
    public void close() {
        end(() -> covers.end(cover, SimErrno.EPERM));
    }

    /**
     * Simulates the death of the agent. If the interceptor survives, the writes keep waiting and the host's next interceptor is inherited.
     * Otherwise every waiting write fails with ENOTCONN.
     */
    public void abandon() {
        end(() -> {
            if (survives) {
                cover.leave();
            } else {
                covers.end(cover, SimErrno.ENOTCONN);
            }
        });
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
