// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.agent.group.Journal;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** What the agent has on its disk, besides journals, and may not forget. */
final class Kept {

    private record OrderOutcomes(String bootId, List<OrderOutcome> outcomes) {}

    private record Revision(String hostId, long revision) {}

    private record Fences(String bootId, List<GroupFingerprint> groups) {}

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Set<String> done = new HashSet<>();
    private final Set<String> failed = new HashSet<>();
    private final Set<GroupFingerprint> fenced = new HashSet<>();
    private long revision;

    static Journal journal(String text) {
        return Objects.requireNonNull(JSON.readValue(text, Journal.class));
    }

    void written(String name, String text) {
        if (name.equals("outcomes.json")) {
            for (OrderOutcome outcome : Objects.requireNonNull(JSON.readValue(text, OrderOutcomes.class))
                    .outcomes()) {
                if (outcome.status() == Status.DONE) {
                    done.add(outcome.operationId());
                } else if (outcome.status() == Status.FAILED) {
                    failed.add(outcome.operationId());
                }
            }
        } else if (name.equals("fences.json")) {
            fenced.clear();
            fenced.addAll(
                    Objects.requireNonNull(JSON.readValue(text, Fences.class)).groups());
        } else if (name.equals("revision.json")) {
            revision =
                    Objects.requireNonNull(JSON.readValue(text, Revision.class)).revision();
        }
    }

    /** What was done before the boot is to be done again. What has failed has failed. */
    void booted() {
        done.clear();
        fenced.clear();
    }

    /** Whether this is over, and never to be done again. */
    boolean isSettled(String operation) {
        return done.contains(operation) || failed.contains(operation);
    }

    /** Whether nobody may take it, over restarts. */
    boolean isFenced(GroupFingerprint group) {
        return fenced.contains(group);
    }

    long revision() {
        return revision;
    }
}
