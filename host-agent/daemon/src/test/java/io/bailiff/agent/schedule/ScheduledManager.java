// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.api.ClaimRefusal;
import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.GroupOrder.Want;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a manager wants of the host, from its first word to its last. */
final class ScheduledManager {

    private final Map<GroupFingerprint, GroupOrder> orders = new LinkedHashMap<>();
    private final Map<String, GroupOrder> issued = new LinkedHashMap<>();
    private final List<ClaimRefusal> refusals = new ArrayList<>();
    private final List<DesiredState> said = new ArrayList<>();

    /** It changes its mind about a group; null: it has no say about it any more. */
    void want(GroupFingerprint group, @Nullable Want want) {
        if (want == null) {
            orders.remove(group);
        } else if (want == Want.DETACHED || wasEverLent(group)) {
            String operation = "operation-" + (issued.size() + 1);
            GroupOrder order = new GroupOrder(operation, group, want, true, "assignment-" + group, "web1");
            orders.put(group, order);
            issued.put(operation, order);
        }
        say();
    }

    private boolean wasEverLent(GroupFingerprint group) {
        return issued.values().stream().anyMatch(order -> order.fingerprint().equals(group));
    }

    void refuse(String claimId) {
        refusals.add(new ClaimRefusal(claimId, "a policy protects the guest"));
        say();
    }

    private void say() {
        said.add(new DesiredState(said.size() + 1, List.copyOf(orders.values()), List.copyOf(refusals), 0));
    }

    /** All that it has ever wanted, the newest last. */
    List<DesiredState> said() {
        return said;
    }

    Optional<GroupOrder> order(GroupFingerprint group) {
        return Optional.ofNullable(orders.get(group));
    }

    /** Whether it has ever had a say about the group. */
    boolean knows(GroupFingerprint group) {
        return wasEverLent(group);
    }

    /** What an operation was, whether it is wanted still or not. */
    Optional<GroupOrder> issued(String operation) {
        return Optional.ofNullable(issued.get(operation));
    }
}
