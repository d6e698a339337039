// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.Refusal;
import java.util.List;
import java.util.Set;

/**
 * A request to detach a group from the host drivers.
 *
 * @param group the group
 * @param owner the owner of the detach: {@code assignment 5f2c…}, {@code command line}
 * @param operationId the id for the journal
 * @param allowed the uses of the group that the requester allows to end; a code that cannot be overridden has no effect
 */
public record DetachRequest(GroupFingerprint group, String owner, String operationId, Set<Refusal.Code> allowed) {

    public DetachRequest {
        allowed = Set.copyOf(allowed);
    }

    /** A request that overrides no refusal. */
    public DetachRequest(GroupFingerprint group, String owner, String operationId) {
        this(group, owner, operationId, Set.of());
    }

    /** Returns the names of the allowed codes that can be overridden, sorted, for the record. */
    List<String> overridable() {
        return allowed.stream()
                .filter(Refusal.Code::isOverridable)
                .map(Refusal.Code::name)
                .sorted()
                .toList();
    }

    /** Returns true if the request overrides the refusal. */
    boolean overrides(Refusal refusal) {
        return refusal.isOverridable() && allowed.contains(refusal.code());
    }
}
