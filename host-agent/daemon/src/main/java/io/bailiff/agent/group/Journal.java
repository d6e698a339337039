// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.pci.LinkState;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of a group before the agent touched the group, and the progress of the agent's operation. The journal is on
 * disk before the first write to sysfs, and until the group is reattached.
 *
 * @param schema the version of the file's format
 * @param fingerprint the fingerprint of the group
 * @param bootId the boot in which the journal was written: overrides and bindings do not survive a reboot
 * @param phase the progress of the operation
 * @param owner the owner for whom the group was detached ({@code assignment 5f2c…}, {@code command line})
 * @param operationId the id of the detach operation
 * @param allowed the codes of the uses that the requester allowed to end, sorted; on record, without further effect
 * @param members the moving members, endpoints and stubbed bridges; all other members keep their binding
 */
public record Journal(
        int schema,
        GroupFingerprint fingerprint,
        String bootId,
        Phase phase,
        String owner,
        String operationId,
        List<String> allowed,
        List<Member> members) {

    /** The schema number in new journals. {@link JournalSchemas} upgrades older journals to the schema. */
    public static final int SCHEMA = 2;

    public Journal {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("schema " + schema + " is unknown to this agent");
        }
        Objects.requireNonNull(fingerprint, "the journal has no fingerprint");
        Objects.requireNonNull(bootId, "the journal has no bootId");
        Objects.requireNonNull(phase, "the journal has no phase");
        Objects.requireNonNull(owner, "the journal has no owner");
        Objects.requireNonNull(operationId, "the journal has no operationId");
        allowed = List.copyOf(allowed);
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("the journal has no members");
        }
    }

    /** The progress of an operation. */
    public enum Phase {
        /** Members are moving to their vfio drivers. */
        DETACHING,
        /** All members are pinned and bound to their vfio drivers. */
        DETACHED,
        /** Members are moving back to their host drivers. */
        REATTACHING
    }

    /**
     * The former binding of one member, and the target of the move.
     *
     * @param address the address of the function
     * @param driver the former driver, or null if the function had no driver
     * @param override the former {@code driver_override}, or null if no override was set
     * @param targetDriver the driver that keeps the function away from the host
     * @param identity the ids and the class of the function, or null in a journal of an older agent
     * @param configuration the configuration that goes with the former driver, or null if there is nothing to restore
     * @param link the PCI Express link before the move; null without a link, or in a journal of an older agent
     */
    public record Member(
            PciAddress address,
            @Nullable String driver,
            @Nullable String override,
            String targetDriver,
            @Nullable MemberIdentity identity,
            @Nullable HostConfiguration configuration,
            @Nullable LinkState link) {

        /** A member in the journal of an older agent: without an identity, and with nothing to restore besides driver and override. */
        public Member(PciAddress address, @Nullable String driver, @Nullable String override, String targetDriver) {
            this(address, driver, override, targetDriver, null, null, null);
        }

        /** Returns the member with the present state of the link. */
        Member with(@Nullable LinkState now) {
            return new Member(address, driver, override, targetDriver, identity, configuration, now);
        }

        /** Returns the report of the member as gone from the bus. */
        FunctionReport gone() {
            return Objects.requireNonNullElse(identity, MemberIdentity.UNKNOWN).gone(address);
        }

        public Member {
            Objects.requireNonNull(address, "a member has no address");
            requireName(driver, "driver");
            requireName(override, "override");
            requireName(Objects.requireNonNull(targetDriver, "a member has no targetDriver"), "targetDriver");
        }

        /** Rejects unusable names. The names become parts of sysfs paths, and values for writes to sysfs. */
        private static void requireName(@Nullable String name, String field) {
            if (name != null && (name.isBlank() || name.contains("/") || name.contains("\n"))) {
                throw new IllegalArgumentException("\"" + name + "\" is not a valid " + field);
            }
        }
    }

    Journal with(List<Member> others) {
        return new Journal(schema, fingerprint, bootId, phase, owner, operationId, allowed, others);
    }

    Journal in(Phase next) {
        return new Journal(schema, fingerprint, bootId, next, owner, operationId, allowed, members);
    }
}
