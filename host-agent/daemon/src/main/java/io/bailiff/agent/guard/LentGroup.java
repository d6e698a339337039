package io.bailiff.agent.guard;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A group that has left the host, as it is now.
 *
 * @param fingerprint the group, as it was when it left
 * @param owner for whom it has
 * @param members its endpoints, those that have appeared since too
 */
record LentGroup(GroupFingerprint fingerprint, String owner, List<Member> members) {

    LentGroup {
        members = List.copyOf(members);
    }

    /**
     * One endpoint.
     *
     * @param address the function
     * @param pin the driver that its override names while it is lent; null for one that has appeared since
     * @param formerDriver the driver that it had, or null
     * @param driver what it is bound to now, or null
     * @param override its override now; null if none is set, and if it is bound, because then nothing depends on it
     * @param place its directory below {@code /sys/devices}, which has the names of all bridges above it
     */
    record Member(
            PciAddress address,
            @Nullable String pin,
            @Nullable String formerDriver,
            @Nullable String driver,
            @Nullable String override,
            String place) {

        /** Whether it goes when that function is removed from the bus: itself, or a bridge above it. */
        boolean goesWith(PciAddress removed) {
            return (place + "/").contains("/" + removed + "/");
        }
    }

    Optional<Member> member(PciAddress address) {
        return members.stream()
                .filter(member -> member.address().equals(address))
                .findFirst();
    }

    /** Whether the manager lent it; if not, somebody did by command line. */
    boolean isAssigned() {
        return owner.startsWith("assignment ");
    }
}
