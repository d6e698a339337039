// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Overrides that differ from the pin and are accepted, because the writer was exempt by policy or by systemd unit. The guard knows
 * the writer only at the moment of the write. A later scan of the pins must not report an accepted override as a claim.
 */
final class AcceptedOverrides {

    /**
     * An accepted override.
     *
     * @param group the lent group
     * @param function the member with the override
     * @param override the driver name in the {@code driver_override}, or null if no override is set
     */
    record Accepted(
            GroupFingerprint group,
            PciAddress function,
            @Nullable String override) {}

    /**
     * All accepted overrides, as stored.
     *
     * @param bootId the boot of the overrides; after another boot the stored overrides are dropped
     * @param policy the policy at the time of the writes; under another policy every override is judged again
     * @param overrides the accepted overrides
     */
    record Stored(String bootId, Policy policy, List<Accepted> overrides) {
        Stored {
            overrides = List.copyOf(overrides);
        }
    }

    private final StateStore<Stored> store;
    private final String bootId;
    private final Policy policy;
    private final List<Accepted> overrides;

    AcceptedOverrides(StateStore<Stored> store, String bootId, Policy policy) throws IOException {
        this.store = store;
        this.bootId = bootId;
        this.policy = policy;
        this.overrides = new ArrayList<>(store.read()
                .filter(stored -> stored.bootId().equals(bootId) && stored.policy() == policy)
                .map(Stored::overrides)
                .orElse(List.of()));
    }

    synchronized boolean has(LentGroup group, PciAddress function, Optional<String> override) {
        return overrides.contains(new Accepted(group.fingerprint(), function, override.orElse(null)));
    }

    synchronized void add(LentGroup group, PciAddress function, Optional<String> override) throws IOException {
        overrides.removeIf(known -> known.function().equals(function));
        overrides.add(new Accepted(group.fingerprint(), function, override.orElse(null)));
        keep();
    }

    /** Forgets the accepted override of the function, because the pin is back: the guard judges the next change again. */
    synchronized void forget(PciAddress function) throws IOException {
        if (overrides.removeIf(known -> known.function().equals(function))) {
            keep();
        }
    }

    /** Forgets the accepted overrides of all groups outside {@code lent}, because the groups were reattached. */
    synchronized void keepOnly(Set<GroupFingerprint> lent) throws IOException {
        if (overrides.removeIf(known -> !lent.contains(known.group()))) {
            keep();
        }
    }

    private void keep() throws IOException {
        store.write(new Stored(bootId, policy, overrides));
    }
}
