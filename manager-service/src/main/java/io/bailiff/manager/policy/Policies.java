package io.bailiff.manager.policy;

import io.bailiff.manager.audit.Timeline;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What is said of the ladder, and what follows from it. A rung that has begun keeps the deadline that it began with. */
@Component
public class Policies {

    private final PolicyRows rows;
    private final PolicyDefaults defaults;
    private final Timeline timeline;

    Policies(PolicyRows rows, PolicyDefaults defaults, Timeline timeline) {
        this.rows = rows;
        this.defaults = defaults;
        this.timeline = timeline;
    }

    /** What holds for an assignment: the nearest place that says something, for each thing by itself. */
    @Transactional(readOnly = true)
    public Policy effective(UUID host, UUID assignment) {
        Policy policy = defaults.policy();
        for (Scope scope : List.of(Scope.FLEET, Scope.host(host), Scope.assignment(assignment))) {
            policy = said(scope).over(policy);
        }
        return policy;
    }

    /** What one place says; nothing if nobody has set it. */
    @Transactional(readOnly = true)
    public Policy said(Scope scope) {
        return rows.findById(scope.key()).map(PolicyRow::policy).orElse(Policy.SILENT);
    }

    /** Has a place say this and nothing else. */
    @Transactional
    public void say(Scope scope, Policy policy) {
        if (policy.equals(Policy.SILENT)) {
            rows.deleteById(scope.key());
        } else {
            rows.save(new PolicyRow(scope, policy));
        }
    }
}
