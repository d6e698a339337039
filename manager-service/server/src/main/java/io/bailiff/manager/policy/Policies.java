// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.policy;

import io.bailiff.manager.audit.Timeline;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The policies of the ladder, as set and in effect. A rung that has begun keeps the deadline from the beginning of the rung. */
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

    /** Returns the policy in effect for a scope: each field from the narrowest scope with a value for the field, else the default. */
    @Transactional(readOnly = true)
    public Policy effective(Scope scope) {
        List<String> places = places(scope);
        int last = places.size() - 1;
        return effective(places, said(rows.of(places.get(0), places.get(Math.min(1, last)), places.get(last))));
    }

    /** Returns the policies in effect for several scopes, read by one statement. */
    @Transactional(readOnly = true)
    public Map<Scope, Policy> effective(Set<Scope> scopes) {
        Set<String> keys =
                scopes.stream().flatMap(scope -> places(scope).stream()).collect(Collectors.toSet());
        Map<String, Policy> said = said(rows.findAllById(keys));
        return scopes.stream().collect(Collectors.toMap(Function.identity(), scope -> effective(places(scope), said)));
    }

    private Policy effective(List<String> places, Map<String, Policy> said) {
        Policy policy = defaults.policy();
        for (String nearer : places) {
            policy = said.getOrDefault(nearer, Policy.SILENT).over(policy);
        }
        return policy;
    }

    private static List<String> places(Scope scope) {
        return scope.fromFleet().stream().map(Scope::key).toList();
    }

    private static Map<String, Policy> said(List<PolicyRow> rows) {
        return rows.stream().collect(Collectors.toMap(row -> row.scope, PolicyRow::policy));
    }

    /** Returns the policy set for a scope itself; empty if none is set. */
    @Transactional(readOnly = true)
    public Policy said(Scope scope) {
        return rows.findById(scope.key()).map(PolicyRow::policy).orElse(Policy.SILENT);
    }

    /** Replaces the policy of a scope, with an entry in the record. An equal policy changes nothing. */
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
