package io.bailiff.agent.guard;

import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.api.GuardReport.Policy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps everything that is to be guarded under guard, and reports what is not. */
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

    /** Puts the interceptor on every control file for the first time. */
    void begin() {
        marks.all();
        limits.refresh();
    }

    /** Looks at everything that no event may have told of. */
    void survey() throws IOException {
        marks.all();
        overrides.all();
        appeared.settle();
        limits.refresh();
    }

    /** Returns the guard's state, with everything that it cannot see. */
    GuardReport report() {
        List<String> unseen = new ArrayList<>();
        Optional.ofNullable(backends.whyUnguarded()).ifPresent(unseen::add);
        marks.gaps().forEach(path -> unseen.add(path + " cannot be guarded; the log says why."));
        unseen.addAll(limits.seen());
        return new GuardReport(
                policy, backends.whyUnguarded() == null, backends.interceptor().survivesAgent(), unseen);
    }
}
