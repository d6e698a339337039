package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimRefusal;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.OpenInterceptor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses claims that wait, because the manager says so or the group is fenced: an opener hears EPERM, a pin that was changed is put
 * back. Fences groups, so that a claim on a fenced group is refused at once.
 */
final class ClaimRejector {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimRejector.class);

    private final ClaimStore claimStore;
    private final OpenInterceptor interceptor;
    private final LentGroups lentGroups;
    private final OverrideMonitor overrides;
    private final Fences fences;

    ClaimRejector(
            ClaimStore claimStore,
            OpenInterceptor interceptor,
            LentGroups lentGroups,
            OverrideMonitor overrides,
            Fences fences) {
        this.claimStore = claimStore;
        this.interceptor = interceptor;
        this.lentGroups = lentGroups;
        this.overrides = overrides;
        this.fences = fences;
    }

    /**
     * Fences a group and refuses every claim that waits for it.
     *
     * @return its members, which have no bus mastering now
     * @throws IOException if one of them may have it still; the group is fenced all the same
     */
    List<PciAddress> fence(GroupFingerprint group) throws IOException {
        try {
            return fences.raise(group);
        } finally {
            rejectFenced();
        }
    }

    /** Removes the fences of all other groups. */
    void fenceOnly(Set<GroupFingerprint> groups) throws IOException {
        fences.keepOnly(groups);
    }

    /** Switches bus mastering off again on members of fenced groups. */
    void checkFences() throws IOException {
        fences.check();
    }

    /** Refuses a claim that waits. A claim that does not wait any more stays as it is. */
    void reject(ClaimRefusal refusal) {
        claimStore.waiting().stream()
                .filter(claim -> claim.report().id().equals(refusal.claimId()))
                .forEach(claim -> reject(claim, refusal.reason()));
    }

    /**
     * A claim may have been on its way into the book when its group was fenced, so this is to be repeated. First who waits, then what is
     * fenced: who comes when a fence is down is not refused because of it.
     */
    void rejectFenced() {
        List<HeldClaim> waiting = claimStore.waiting();
        Set<GroupFingerprint> fenced = fences.all();
        waiting.stream()
                .filter(claim -> fenced.stream().anyMatch(claim::isOn))
                .forEach(claim -> reject(claim, Verdicts.FENCED));
    }

    private void reject(HeldClaim claim, String reason) {
        if (claim.report().status() == Status.STANDING) {
            undo(claim, reason);
        } else {
            end(claim, reason);
        }
    }

    /** One at a time, and only what stands still: who puts a pin back late would undo what somebody has done to it since. */
    private synchronized void undo(HeldClaim claim, String reason) {
        if (claimStore.isWaiting(claim.report().id()) && isPinnedAgain(claim)) {
            end(claim, reason);
        }
    }

    private void end(HeldClaim claim, String reason) {
        claimStore
                .end(claim.report().id(), Status.DENIED, reason)
                .map(HeldClaim::ticket)
                .ifPresent(interceptor::deny);
    }

    /** The pin first: seen without it after the claim has ended, its change would be another claim. */
    private boolean isPinnedAgain(HeldClaim claim) {
        try {
            Optional<LentGroup> group = lentGroups.find(claim.report().groups().get(0));
            Optional<LentGroup.Member> member =
                    group.flatMap(lent -> Optional.ofNullable(claim.function()).flatMap(lent::member));
            if (member.isPresent() && member.get().pin() != null) {
                overrides.putBack(member.get());
            }
            return true;
        } catch (IOException notNow) {
            LOG.warn("The pin of {} cannot be put back yet: {}", claim.function(), notNow.getMessage());
            return false;
        }
    }
}
