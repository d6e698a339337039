// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.host.OpenInterceptor.Access;
import io.bailiff.agent.host.OpenInterceptor.Event;
import io.bailiff.agent.host.OpenInterceptor.Lost;
import io.bailiff.agent.host.OpenInterceptor.Opening;
import io.bailiff.agent.host.OpenInterceptor.Written;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the interceptor's events. An open is answered on the interceptor's thread if the answer needs no read of the host. The
 * rest goes to other threads: a read may wait for the kernel, and the interceptor's thread must stay free for other openers.
 */
final class OpenHandler {

    private static final Logger LOG = LoggerFactory.getLogger(OpenHandler.class);

    /**
     * The number of opens that are decided at a time. An open that waits for a thread is held by the kernel. A decision reads the files of
     * processes, and the kernel may let such a read wait for the process; other decisions go on meanwhile.
     */
    private static final int OPENS = 32;

    /** The number of looks at a time at openers that do not sleep yet. A look reads one file of the opener's thread, and ends by a time limit. */
    private static final int LOOKS = 16;

    /** The number of writes that are handled at a time. A thread that restores a pin may wait for an unbind of the function. */
    private static final int WRITES = 8;

    private final OpenInterceptor interceptor;
    private final OwnProcesses own;
    private final LentGroups lentGroups;
    private final AttemptDecider decider;
    private final OverrideMonitor overrides;
    private final ClaimantReader claimants;
    private final Executor looks;
    private final Executor opens;
    private final Executor writes;
    private final AtomicBoolean checkWaits = new AtomicBoolean();
    private final Set<Written> waitingWrites = ConcurrentHashMap.newKeySet();

    /** @param threads an executor for single events, without a limit on parallel events; the handler limits the number */
    OpenHandler(
            OpenInterceptor interceptor,
            OwnProcesses own,
            LentGroups lentGroups,
            AttemptDecider decider,
            OverrideMonitor overrides,
            ClaimantReader claimants,
            Executor threads) {
        this.interceptor = interceptor;
        this.own = own;
        this.lentGroups = lentGroups;
        this.decider = decider;
        this.overrides = overrides;
        this.claimants = claimants;
        this.looks = new BoundedExecutor(threads, LOOKS);
        this.opens = new BoundedExecutor(threads, OPENS);
        this.writes = new BoundedExecutor(threads, WRITES);
    }

    void handle(Event event) {
        if (event instanceof Opening opening) {
            handleOpen(opening);
        } else if (event instanceof Written written && !own.contains(written.pid())) {
            ControlFile.of(written.path()).ifPresent(file -> handleWrite(written, file));
        } else if (event instanceof Lost) {
            LOG.warn("fanotify queue overflow: checking all pins");
            checkSoon();
        }
    }

    private void handleOpen(Opening opening) {
        Optional<ControlFile> file = ControlFile.of(opening.path());
        if (file.isEmpty()
                || ClaimReach.isHarmlessByName(file.get())
                || own.isAgent(opening.pid())
                || isLister(file.get(), opening)) {
            interceptor.allow(opening.ticket());
        } else if (file.get().isReadable()) {
            handleByAccess(opening, file.get());
        } else {
            handleWriter(opening, file.get());
        }
    }

    /**
     * Lets an opener pass that cannot write. Many programs read the files of a function, and must not wait for a decision. An opener that does
     * not sleep yet is looked at again on another thread, because other openers must not wait for its sleep.
     */
    private void handleByAccess(Opening opening, ControlFile file) {
        interceptor
                .accessAtOnce(opening)
                .ifPresentOrElse(
                        access -> handle(opening, file, access),
                        () -> looks.execute(() -> handle(opening, file, interceptor.access(opening))));
    }

    private void handle(Opening opening, ControlFile file, Access access) {
        if (access == Access.READS) {
            interceptor.allow(opening.ticket());
        } else {
            handleWriter(opening, file);
        }
    }

    private void handleWriter(Opening opening, ControlFile file) {
        if (own.contains(opening.pid()) || nothingIsLent()) {
            interceptor.allow(opening.ticket());
        } else {
            opens.execute(() -> decider.decide(Attempt.open(file), new WaitingOpen(interceptor, opening)));
        }
    }

    /** Returns true if the opener only shows the use of a module. */
    private boolean isLister(ControlFile file, Opening opening) {
        return file.kind() == Kind.UNLOAD && !claimants.mayUnload(opening.pid());
    }

    /** Checks every override, unless a check waits already. */
    private void checkSoon() {
        if (!checkWaits.getAndSet(true)) {
            writes.execute(() -> {
                checkWaits.set(false);
                checkEveryOverride();
            });
        }
    }

    /** Handles a write, unless an equal write waits already: the handling reads the file, and so sees both. */
    private void handleWrite(Written written, ControlFile file) {
        if (waitingWrites.add(written)) {
            writes.execute(() -> {
                waitingWrites.remove(written);
                changed(file, written.pid());
            });
        }
    }

    private boolean nothingIsLent() {
        try {
            return lentGroups.none();
        } catch (IOException looksAgainWhenItIsDecided) {
            return false;
        }
    }

    private void changed(ControlFile file, long pid) {
        try {
            if (file.kind() == Kind.OVERRIDE) {
                overrides.written(file, claimants.identify(pid));
            }
        } catch (IOException | RuntimeException failure) {
            LOG.error(
                    "cannot handle a write to a control file path={} pid={}: the next survey checks the pins",
                    file.path(),
                    pid,
                    failure);
        }
    }

    private void checkEveryOverride() {
        try {
            overrides.all();
        } catch (IOException | RuntimeException failure) {
            LOG.error("cannot check the pins: the next survey checks the pins again", failure);
        }
    }
}
