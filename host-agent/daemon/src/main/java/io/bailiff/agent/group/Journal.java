package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a group looked like before the agent touched it, and what the agent is doing with it. It is on disk before the
 * first write to sysfs, and until the group is back with the host.
 *
 * @param schema the version of this file's shape
 * @param fingerprint the group
 * @param bootId the boot that this is about: overrides and bindings do not outlive it
 * @param phase how far the agent is
 * @param owner for whom the group was detached ({@code assignment 5f2c…}, {@code command line})
 * @param operationId the operation that detached it
 * @param members the members that move, endpoints and stubbed bridges; the others stay as they are
 */
public record Journal(
        int schema,
        GroupFingerprint fingerprint,
        String bootId,
        Phase phase,
        String owner,
        String operationId,
        List<Member> members) {

    /** The schema of the journals that this agent writes. {@link JournalSchemas} upgrades older journals to the schema. */
    public static final int SCHEMA = 1;

    public Journal {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("schema " + schema + " is not one that this agent knows");
        }
        Objects.requireNonNull(fingerprint, "no fingerprint");
        Objects.requireNonNull(bootId, "no bootId");
        Objects.requireNonNull(phase, "no phase");
        Objects.requireNonNull(owner, "no owner");
        Objects.requireNonNull(operationId, "no operationId");
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("no members");
        }
    }

    /** How far an operation is. */
    public enum Phase {
        /** Members are on their way to their vfio drivers. */
        DETACHING,
        /** All members are pinned and bound to their vfio drivers. */
        DETACHED,
        /** Members are on their way back. */
        REATTACHING
    }

    /**
     * One member as it was, and where it goes.
     *
     * @param address the function
     * @param driver the driver that it had, or null if none
     * @param override the {@code driver_override} that it had, or null if none was set
     * @param targetDriver the driver that keeps it away from the host
     */
    public record Member(
            PciAddress address,
            @Nullable String driver,
            @Nullable String override,
            String targetDriver) {

        public Member {
            Objects.requireNonNull(address, "a member without address");
            requireName(driver, "driver");
            requireName(override, "override");
            requireName(Objects.requireNonNull(targetDriver, "a member without targetDriver"), "targetDriver");
        }

        /** These names become parts of paths in sysfs and values that are written there. */
        private static void requireName(@Nullable String name, String field) {
            if (name != null && (name.isBlank() || name.contains("/") || name.contains("\n"))) {
                throw new IllegalArgumentException("\"" + name + "\" cannot be a " + field);
            }
        }
    }

    Journal with(List<Member> others) {
        return new Journal(schema, fingerprint, bootId, phase, owner, operationId, others);
    }

    Journal in(Phase next) {
        return new Journal(schema, fingerprint, bootId, next, owner, operationId, members);
    }
}
