// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import io.bailiff.agent.api.limit.Range;
import io.bailiff.agent.api.limit.Text;
import org.jspecify.annotations.Nullable;

/**
 * A PCI function as shown by sysfs, or by the journal of a lent group if the function is gone from the bus.
 *
 * @param address the address of the function
 * @param kind endpoint or bridge
 * @param vendor vendor id, four lower-case hexadecimal digits; likewise the other ids
 * @param device device id
 * @param subsystemVendor subsystem vendor id
 * @param subsystemDevice subsystem device id
 * @param classCode class code, six lower-case hexadecimal digits ({@code 020000} is an Ethernet controller)
 * @param model vendor and device in words by the host's list of PCI ids; null if the list has no name, or from an older agent. For people
 *     only, and not checked: escape the model before showing it
 * @param driver the currently bound driver, or null if the function is unbound
 * @param driverOverride the function's {@code driver_override}, or null if none is set
 * @param numaNode the function's NUMA node, or -1 if the firmware names none
 * @param health the answer of the function to the host; null if unreadable, or from an older agent
 */
public record FunctionReport(
        PciAddress address,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        FunctionKind kind,

        @Text(longest = 4, exact = true, spelling = ID) String vendor,
        @Text(longest = 4, exact = true, spelling = ID) String device,
        @Text(longest = 4, exact = true, spelling = ID) String subsystemVendor,
        @Text(longest = 4, exact = true, spelling = ID) String subsystemDevice,

        @Text(longest = 6, exact = true, spelling = CLASS_CODE)
        String classCode,

        @Text(longest = 1000) @Nullable String model,
        @Text(longest = 255, exact = true) @Nullable String driver,
        @Text(longest = 4096, exact = true) @Nullable String driverOverride,
        @Range(least = -1, most = Integer.MAX_VALUE) int numaNode,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL) @Nullable
        FunctionHealth health) {

    /** The value of an id without any record: the ids of a function that is gone from the bus, in the journal of an older agent. */
    public static final String NO_ID = "ffff";

    static final String ID = "[0-9a-f]{4}";
    static final String CLASS_CODE = "[0-9a-f]{6}";

    /** Returns true for a host bridge or an ISA bridge with the header of an endpoint: part of the chipset, of no use to a guest. */
    @JsonIgnore
    public boolean isChipset() {
        return kind == FunctionKind.ENDPOINT && (classCode.startsWith("0600") || classCode.startsWith("0601"));
    }

    /** Returns the ids that make up the function's identity: {@code vendor:device:subsystemVendor:subsystemDevice}. */
    public String ids() {
        return vendor + ":" + device + ":" + subsystemVendor + ":" + subsystemDevice;
    }

    /** Returns true if the function does not answer or is gone from the bus. False if the health is unknown. */
    @JsonIgnore
    public boolean isDead() {
        return health != null && health.isDead();
    }
}
