package io.bailiff.manager.policy;

import io.bailiff.manager.audit.Timeline;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

    /** What holds at a place: the nearest that says something, for each thing by itself. */
    @Transactional(readOnly = true)
    public Policy effective(Scope scope) {
        List<String> places = scope.fromFleet().stream().map(Scope::key).toList();
        int last = places.size() - 1;
        Map<String, Policy> said = rows.of(places.get(0), places.get(Math.min(1, last)), places.get(last)).stream()
                .collect(Collectors.toMap(row -> row.scope, PolicyRow::policy));
        Policy policy = defaults.policy();
        for (String nearer : places) {
            policy = said.getOrDefault(nearer, Policy.SILENT).over(policy);
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
    public void say(Scope scope, Policy policy, String actor) {
        if (policy.equals(said(scope))) {
            return;
        }
        if (policy.equals(Policy.SILENT)) {
            rows.deleteById(scope.key());
        } else {
            rows.save(new PolicyRow(scope, policy));
        }
        timeline.add(scope.host(), scope.assignment(), null, "policy-changed", actor, policy.text());
    }
}
