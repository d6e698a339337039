package io.bailiff.agent.guard;

import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.api.GuardReport.Policy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps everything that is to be guarded under guard, and reports what is not. */
final class GuardCoverage {

    private final Senses senses;
    private final Policy policy;
    private final Marks marks;
    private final OverrideWatch overrides;
    private final AppearedFunctions appeared;
    private final BlindSpots blindSpots;

    GuardCoverage(
            Senses senses,
            Policy policy,
            Marks marks,
            OverrideWatch overrides,
            AppearedFunctions appeared,
            BlindSpots blindSpots) {
        this.senses = senses;
        this.policy = policy;
        this.marks = marks;
        this.overrides = overrides;
        this.appeared = appeared;
        this.blindSpots = blindSpots;
    }

    /** Puts the gate on every control file for the first time. */
    void begin() {
        marks.all();
        blindSpots.look();
    }

    /** Looks at everything that no event may have told of. */
    void survey() throws IOException {
        marks.all();
        overrides.all();
        appeared.settle();
        blindSpots.look();
    }

    /** Returns the guard's state, with everything that it cannot see. */
    GuardReport report() {
        List<String> unseen = new ArrayList<>();
        Optional.ofNullable(senses.whyBlind()).ifPresent(unseen::add);
        marks.gaps().forEach(path -> unseen.add(path + " cannot be guarded; the log says why."));
        unseen.addAll(blindSpots.seen());
        return new GuardReport(policy, senses.whyBlind() == null, senses.gate().survivor(), unseen);
    }
}
