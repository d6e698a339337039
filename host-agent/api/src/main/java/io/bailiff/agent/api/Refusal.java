// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import io.bailiff.agent.api.limit.Text;
import org.jspecify.annotations.Nullable;

/**
 * A reason for which a group cannot leave the host.
 *
 * @param address the member that must stay with the host
 * @param code the kind of the reason; stable, for programs
 * @param reason the reason for people, with the chain of dependencies down to the member
 * @param evidence the file of the host that shows the reason ({@code /proc/1/mountinfo}), or null from an older agent
 */
public record Refusal(
        PciAddress address,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        Code code,

        @Text(longest = 16_384) String reason,
        @Text(longest = 4096) @Nullable String evidence) {

    /** Returns true if a request may override the reason by naming the code. */
    public boolean isOverridable() {
        return code.isOverridable();
    }

    /** The reasons for which a member must stay with the host. */
    public enum Code {
        /** Under a mounted file system, the root file system included. */
        MOUNTED_FILE_SYSTEM,
        /** Under active swap. */
        SWAP,
        /** Under an active volume, array or other block device on top of the disk, mounted or not. */
        DISK_HELD,
        /** A process has a disk below the function open, or a device on top of the disk. */
        DISK_OPEN,
        /** The kernel exports a disk below the function to other machines (LIO, nvmet, NFS block layout). */
        DISK_EXPORTED,
        /** Carries the default route. */
        DEFAULT_ROUTE,
        /** Carries an address for the management of the host, or the connection of a logged-in operator. */
        MANAGEMENT_ADDRESS,
        /** An interface of the function carries the network of a running guest. */
        GUEST_NETWORK,
        /** An interface of the function is a port of a bridge, bond, team, VRF or Open vSwitch. */
        INTERFACE_PORT(true),
        /** An interface of the function is up and has an address. */
        INTERFACE_ADDRESS(true),
        /** Other interfaces (VLANs, macvlans, tunnels) are on top of an interface of the function. */
        INTERFACE_STACKED(true),
        /** A process uses the function through vfio. */
        VFIO_OPEN,
        /** The driver of a vendor offers the function to guests by itself; no other vfio driver fits. */
        VENDOR_VFIO,
        /** A process has a device node of the function open. */
        DEVICE_OPEN,
        /** A desktop session has a device node of the function open. */
        DESKTOP_SESSION(true),
        /** A console of the host is on the function, and no console is left without the function. */
        CONSOLE(true),
        /** The only keyboard of the host is on the function. */
        ONLY_KEYBOARD(true),
        /** Another function or device depends on the function, and is in use. */
        DEPENDENT_IN_USE,
        /** The function does not answer: the configuration space reads as ones, or the function is gone from the bus. */
        NO_ANSWER,
        /** The function has a health event without an acknowledgement of an operator. */
        HEALTH_EVENT,
        /** An operator has stated that an unknown is about the function. */
        ANSWERED,
        /** A {@code direct} reserved region: the kernel does not give the group to a guest. */
        RESERVED_REGION,
        /** A host bridge or ISA bridge: an endpoint by header type, but a part of the host's chipset. */
        CHIPSET,
        /** The agent could not determine if the function is host-critical. Also a reason that the reader does not know. */
        @JsonEnumDefaultValue
        UNKNOWN;

        private final boolean overridable;

        Code() {
            this(false);
        }

        Code(boolean overridable) {
            this.overridable = overridable;
        }

        /**
         * Returns true for a use that an operator may end knowingly: a request that names the code takes the group all the
         * same. All other reasons are needs of the host or of a guest, and cannot be overridden.
         */
        public boolean isOverridable() {
            return overridable;
        }

        /** Returns true if the code names a use of the function. The other codes name a state of the function, or an unknown. */
        public boolean isUse() {
            return switch (this) {
                case NO_ANSWER, HEALTH_EVENT, RESERVED_REGION, CHIPSET, UNKNOWN -> false;
                default -> true;
            };
        }
    }
}
