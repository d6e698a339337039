// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.host.OpenInterceptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps every control file and every pin under guard, and reports the gaps. */
final class GuardCoverage {

    private final GuardBackends backends;
    private final Policy policy;
    private final Marks marks;
    private final OverrideMonitor overrides;
    private final AppearedFunctions appeared;
    private final GuardLimits limits;

    GuardCoverage(
            GuardBackends backends,
            Policy policy,
            Marks marks,
            OverrideMonitor overrides,
            AppearedFunctions appeared,
            GuardLimits limits) {
        this.backends = backends;
        this.policy = policy;
        this.marks = marks;
        this.overrides = overrides;
        this.appeared = appeared;
        this.limits = limits;
    }

    /** Marks every control file for the first time, and determines the guard's limits. */
    void begin() {
        marks.all();
        limits.refresh();
    }

    /** Renews the marks, checks every pin and unpins functions of reattached groups, because a change may come without an event. */
    void survey() throws IOException {
        marks.all();
        overrides.all();
        appeared.settle();
        limits.refresh();
    }

    /** Returns the state of the guard, with all known limits. */
    GuardReport report() {
        List<String> unseen = new ArrayList<>();
        Optional.ofNullable(backends.whyUnguarded()).ifPresent(unseen::add);
        marks.gaps().forEach(path -> unseen.add(path + " is unguarded; the agent's log gives the error."));
        capacity().ifPresent(unseen::add);
        unseen.addAll(limits.seen());
        return new GuardReport(
                policy,
                backends.whyUnguarded() == null,
                backends.interceptor().survivesAgent(),
                unseen,
                limits.fenceProblem().orElse(null));
    }

    private Optional<String> capacity() {
        OpenInterceptor.Capacity capacity = backends.interceptor().capacity();
        return capacity.refused() == 0
                ? Optional.empty()
                : Optional.of("The agent can hold about " + capacity.most() + " openers at once, and has denied "
                        + capacity.refused() + " further openers: see LimitNOFILE in systemd.exec(5).");
    }
}
