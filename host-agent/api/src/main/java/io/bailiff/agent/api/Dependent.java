// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import io.bailiff.agent.api.limit.Text;
import org.jspecify.annotations.Nullable;

/**
 * A device that depends on a member of a group: the device disappears, or must be released, when the member leaves the host driver.
 *
 * @param function the member of the group
 * @param kind the kind of the dependent device
 * @param name the name of the device: a PCI address, the UUID of a mediated device, or {@code simple-framebuffer.0}
 * @param driver the driver of the device, or null if no driver is bound
 * @param use the present use of the device for people ({@code on vfio-pci}), or null if the device is idle
 */
public record Dependent(
        PciAddress function,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        Kind kind,

        @Text(longest = 255, exact = true) String name,
        @Text(longest = 255, exact = true) @Nullable String driver,
        @Text(longest = 16_384) @Nullable String use) {

    /** The kind of a dependent device. */
    public enum Kind {
        /** A virtual function (SR-IOV) of the member. */
        VIRTUAL_FUNCTION,
        /** A mediated device (mdev) of the member, or of a virtual function of the member. */
        MEDIATED_DEVICE,
        /** A PCI function behind a controller that makes PCI devices of its own: Intel VMD, or a USB4 host router. */
        BEHIND_CONTROLLER,
        /** A framebuffer of the firmware in the memory of the member. */
        FRAMEBUFFER,
        /** A kind that the reader does not know: the agent is newer. */
        @JsonEnumDefaultValue
        OTHER
    }
}
