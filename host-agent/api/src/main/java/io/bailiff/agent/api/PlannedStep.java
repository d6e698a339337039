// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import io.bailiff.agent.api.limit.Text;

/**
 * A step of a detach or a reattach. Steps of different functions run in parallel; the steps of one function run in list order.
 *
 * @param address the function
 * @param action the kind of the step
 * @param text a description of the step for people: {@code driver_override = vfio-pci (was not set)}
 */
public record PlannedStep(
        PciAddress address,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        Action action,

        @Text(longest = 16_384) String text) {

    /** The kind of a step. */
    public enum Action {
        /** Unbinds a framebuffer of the firmware from the driver, so that the memory of the function is free. */
        RELEASE_FRAMEBUFFER,
        /** Removes the virtual functions of the function. */
        REMOVE_VIRTUAL_FUNCTIONS,
        /** Sets {@code driver_override}, so that no other driver can match the function. */
        PIN,
        /** Unbinds the function from the current driver. */
        UNBIND,
        /** Has the kernel bind the function to the pinned driver. */
        PROBE,
        /** Verifies that the pinned driver is bound to the function. */
        VERIFY,
        /** Restores the previous value of {@code driver_override}. */
        RESTORE_OVERRIDE,
        /** Restores a setting that went with the host driver: virtual functions, an interface's MTU, master, VLAN or state. */
        RESTORE_CONFIGURATION,
        /** Nothing: the function stays unchanged, and the text gives the reason. */
        KEEP,
        /** An action that the reader does not know: the agent is newer. The text describes the step. */
        @JsonEnumDefaultValue
        OTHER
    }
}
