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
 * Overrides that differ from the pin and may: somebody who is exempt has set them. Who it was is known only at the moment of the
 * write, and whoever looks later must not take it for a claim.
 */
final class AcceptedOverrides {

    /**
     * One of them.
     *
     * @param group the lent group
     * @param function its member
     * @param override what the override names, or null if none is set
     */
    record Accepted(
            GroupFingerprint group,
            PciAddress function,
            @Nullable String override) {}

    /**
     * All of them.
     *
     * @param bootId the boot that they are of
     * @param policy the policy that accepted them; under another one they are looked at anew
     * @param overrides the overrides
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

    /** The pin is back: who changes it again is asked again. */
    synchronized void forget(PciAddress function) throws IOException {
        if (overrides.removeIf(known -> known.function().equals(function))) {
            keep();
        }
    }

    /** Forgets those of groups that are back. */
    synchronized void keepOnly(Set<GroupFingerprint> lent) throws IOException {
        if (overrides.removeIf(known -> !lent.contains(known.group()))) {
            keep();
        }
    }

    private void keep() throws IOException {
        store.write(new Stored(bootId, policy, overrides));
    }
}
