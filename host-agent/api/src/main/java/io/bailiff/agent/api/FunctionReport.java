package io.bailiff.agent.api;

import org.jspecify.annotations.Nullable;

/**
 * One PCI function as sysfs shows it.
 *
 * @param address its address
 * @param kind endpoint or bridge
 * @param vendor vendor id, four lower-case hexadecimal digits; likewise the other ids
 * @param device device id
 * @param subsystemVendor subsystem vendor id
 * @param subsystemDevice subsystem device id
 * @param classCode class code, six lower-case hexadecimal digits ({@code 020000} is an Ethernet controller)
 * @param driver what it is bound to now, or null where no driver has it
 * @param driverOverride its {@code driver_override}, or null where none is set
 * @param numaNode its NUMA node, or -1 where the firmware names none
 */
public record FunctionReport(
        PciAddress address,
        FunctionKind kind,
        String vendor,
        String device,
        String subsystemVendor,
        String subsystemDevice,
        String classCode,
        @Nullable String driver,
        @Nullable String driverOverride,
        int numaNode) {

    /** The ids that make up its identity: {@code vendor:device:subsystemVendor:subsystemDevice}. */
    public String ids() {
        return vendor + ":" + device + ":" + subsystemVendor + ":" + subsystemDevice;
    }
}
