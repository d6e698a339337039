// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The hardware of a simulated function.
 *
 * @param address the function's address
 * @param parent the bridge above the function; empty on the root bus
 * @param group the number of the IOMMU group in the first boot; empty without an IOMMU
 * @param vendor vendor id, four lower-case hexadecimal digits; likewise the other ids
 * @param headerType the byte at 0x0e of the configuration space; bit 7 means a slot with several functions
 * @param numaNode the NUMA node, or -1
 * @param bootDisplay true if the firmware used the function as display ({@code boot_vga})
 * @param bootDriverless true if the function has no driver after boot, in spite of a matching driver
 * @param interfaces the interfaces created by the host driver
 * @param virtualFunctions the virtual functions that the function can have; none after boot
 */
public record FunctionSpec(
        PciAddress address,
        Optional<PciAddress> parent,
        Optional<Integer> group,
        String vendor,
        String device,
        String subsystemVendor,
        String subsystemDevice,
        String classCode,
        int headerType,
        int numaNode,
        boolean bootDisplay,
        boolean bootDriverless,
        List<HostInterface> interfaces,
        List<FunctionSpec> virtualFunctions) {

    public FunctionSpec {
        interfaces = List.copyOf(interfaces);
        virtualFunctions = List.copyOf(virtualFunctions);
    }

    /**
     * Returns a device.
     *
     * @param parent the bridge above the device, or empty
     * @param ids vendor, device, subsystem vendor, subsystem device: {@code 8086:1010:8086:1012}
     */
    public static FunctionSpec endpoint(
            String address, String parent, int group, String ids, String classCode, HostInterface... interfaces) {
        return of(address, parent, group, ids, classCode, 0x00, List.of(interfaces));
    }

    /** Returns a PCI-to-PCI bridge: header type 1. */
    public static FunctionSpec bridge(String address, String parent, int group, String ids) {
        return of(address, parent, group, ids, "060400", 0x01, List.of());
    }

    private static FunctionSpec of(
            String address,
            String parent,
            int group,
            String ids,
            String classCode,
            int headerType,
            List<HostInterface> interfaces) {
        String[] id = ids.split(":", -1);
        return new FunctionSpec(
                PciAddress.parse(address),
                parent.isEmpty() ? Optional.empty() : Optional.of(PciAddress.parse(parent)),
                Optional.of(group),
                id[0],
                id[1],
                id[2],
                id[3],
                classCode,
                headerType,
                0,
                false,
                false,
                interfaces,
                List.of());
    }

    /** Returns the same function in a slot with several functions. */
    public FunctionSpec multifunction() {
        return copy(headerType | 0x80, bootDisplay, bootDriverless);
    }

    /** Returns the same function as the firmware's display. */
    public FunctionSpec asBootDisplay() {
        return copy(headerType, true, bootDriverless);
    }

    /** Returns the same function without a driver after boot. */
    public FunctionSpec driverlessAtBoot() {
        return copy(headerType, bootDisplay, true);
    }

    /** Returns the same function as a physical function that can have the virtual functions. */
    public FunctionSpec withVirtualFunctions(FunctionSpec... virtual) {
        return copy(headerType, bootDisplay, bootDriverless, List.of(virtual));
    }

    private FunctionSpec copy(int newHeaderType, boolean newBootDisplay, boolean newBootDriverless) {
        return copy(newHeaderType, newBootDisplay, newBootDriverless, virtualFunctions);
    }

    private FunctionSpec copy(
            int newHeaderType, boolean newBootDisplay, boolean newBootDriverless, List<FunctionSpec> newVirtual) {
        return new FunctionSpec(
                address,
                parent,
                group,
                vendor,
                device,
                subsystemVendor,
                subsystemDevice,
                classCode,
                newHeaderType,
                numaNode,
                newBootDisplay,
                newBootDriverless,
                interfaces,
                newVirtual);
    }

    /** Returns true for header type 0: the function can be lent. */
    public boolean endpoint() {
        return (headerType & 0x7f) == 0;
    }

    public boolean display() {
        return classCode.startsWith("03");
    }

    /** Returns the content of the {@code modalias} file. */
    String modalias() {
        return "pci:v0000" + upper(vendor) + "d0000" + upper(device) + "sv0000" + upper(subsystemVendor) + "sd0000"
                + upper(subsystemDevice) + "bc" + upper(classCode.substring(0, 2)) + "sc"
                + upper(classCode.substring(2, 4)) + "i" + upper(classCode.substring(4));
    }

    private static String upper(String digits) {
        return digits.toUpperCase(Locale.ROOT);
    }
}
