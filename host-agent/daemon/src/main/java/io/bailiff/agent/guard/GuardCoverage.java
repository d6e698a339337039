// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.host.OpenInterceptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps every control file and every pin under guard, keeps the shared files covered while a group is lent, and reports the gaps. */
final class GuardCoverage {

    private final GuardBackends backends;
    private final Policy policy;
    private final WatchedFiles watched;
    private final OverrideMonitor overrides;
    private final AppearedFunctions appeared;
    private final GuardLimits limits;
    private final HotPlugPorts ports;

    GuardCoverage(
            GuardBackends backends,
            Policy policy,
            WatchedFiles watched,
            OverrideMonitor overrides,
            AppearedFunctions appeared,
            GuardLimits limits,
            HotPlugPorts ports) {
        this.backends = backends;
        this.policy = policy;
        this.watched = watched;
        this.overrides = overrides;
        this.appeared = appeared;
        this.limits = limits;
        this.ports = ports;
    }

    /** Marks and covers the control files for the first time, and determines the guard's limits. */
    void begin() {
        watched.renew();
        limits.refresh();
    }

    /** Covers the shared control files before the journal of a loan exists, until {@link #loanPrepared}. */
    void prepareLoan() {
        watched.covered().prepareLoan();
    }

    void loanPrepared() {
        watched.covered().loanPrepared();
    }

    /** Watches other files if a loan has begun or ended, also by a command in another process. */
    void followLoans() {
        watched.lent().followLoans();
        ports.followLoans();
    }

    /**
     * Renews the marks and the covers, follows the loans with the hot-plug of ports, checks every pin and unpins functions of reattached groups,
     * because a change may come without an event.
     */
    void survey() throws IOException {
        watched.renew();
        ports.renew();
        overrides.all();
        appeared.settle();
        limits.refresh();
    }

    /** Returns the state of the guard, with all known limits. */
    GuardReport report() {
        List<String> unseen = new ArrayList<>();
        Optional.ofNullable(backends.whyUnguarded()).ifPresent(unseen::add);
        watched.marks().gaps().forEach(path -> unseen.add(path + " is unguarded; the agent's log gives the error."));
        unseen.addAll(uncovered());
        unseen.addAll(watched.lent().gaps());
        capacity().ifPresent(unseen::add);
        unseen.addAll(limits.seen());
        return new GuardReport(
                policy,
                backends.whyUnguarded() == null,
                backends.interceptor().survivesAgent(),
                unseen,
                limits.fenceProblem().orElse(null));
    }

    /** Returns the gaps of the covers. A host without a guard has no gap of its own here. */
    private List<String> uncovered() {
        List<String> gaps = new ArrayList<>();
        if (backends.whyUnguarded() == null) {
            backends.whyNoWrites()
                    .ifPresent(why ->
                            gaps.add("The agent does not see what is written to a control file, and decides when the"
                                    + " file is opened: " + why));
        }
        watched.covered()
                .failure()
                .ifPresent(why ->
                        gaps.add("Control files could not be covered, so opens of the files are decided without the"
                                + " written function: " + why + "."));
        backends.writes()
                .whyEndsWithAgent()
                .ifPresent(why -> gaps.add("Held writes fail if the agent dies: " + why + "."));
        return gaps;
    }

    private Optional<String> capacity() {
        OpenInterceptor.Capacity capacity = backends.interceptor().capacity();
        return capacity.refused() == 0
                ? Optional.empty()
                : Optional.of("The agent can hold about " + capacity.most() + " openers at once, and has denied "
                        + capacity.refused() + " further openers: see LimitNOFILE in systemd.exec(5).");
    }
}
