package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The hardware of one simulated function.
 *
 * @param address where it is
 * @param parent the bridge that it is behind; empty on the root bus
 * @param group its IOMMU group's number in the first boot, or empty where there is no IOMMU
 * @param vendor vendor id, four lower-case hexadecimal digits; likewise the other ids
 * @param headerType the byte at 0x0e of its configuration space; bit 7 says that the slot has several functions
 * @param numaNode its NUMA node, or -1
 * @param bootDisplay whether the firmware drew on it ({@code boot_vga})
 * @param bootDriverless whether no driver has it after boot, although one would match
 * @param interfaces what the host driver makes of it
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
        List<HostInterface> interfaces) {

    public FunctionSpec {
        interfaces = List.copyOf(interfaces);
    }

    /**
     * A device.
     *
     * @param parent the bridge that it is behind, or empty
     * @param ids vendor, device, subsystem vendor, subsystem device: {@code 8086:1010:8086:1012}
     */
    public static FunctionSpec endpoint(
            String address, String parent, int group, String ids, String classCode, HostInterface... interfaces) {
        return of(address, parent, group, ids, classCode, 0x00, List.of(interfaces));
    }

    /** A PCI-to-PCI bridge: header type 1. */
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
                interfaces);
    }

    /** The same function in a slot with several. */
    public FunctionSpec multifunction() {
        return copy(headerType | 0x80, bootDisplay, bootDriverless);
    }

    /** The same function, and the firmware drew on it. */
    public FunctionSpec asBootDisplay() {
        return copy(headerType, true, bootDriverless);
    }

    /** The same function, and no driver has it after boot. */
    public FunctionSpec driverlessAtBoot() {
        return copy(headerType, bootDisplay, true);
    }

    private FunctionSpec copy(int newHeaderType, boolean newBootDisplay, boolean newBootDriverless) {
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
                interfaces);
    }

    /** Header type 0: it can be lent. */
    public boolean endpoint() {
        return (headerType & 0x7f) == 0;
    }

    public boolean display() {
        return classCode.startsWith("03");
    }

    /** As the {@code modalias} file spells it. */
    String modalias() {
        return "pci:v0000" + upper(vendor) + "d0000" + upper(device) + "sv0000" + upper(subsystemVendor) + "sd0000"
                + upper(subsystemDevice) + "bc" + upper(classCode.substring(0, 2)) + "sc"
                + upper(classCode.substring(2, 4)) + "i" + upper(classCode.substring(4));
    }

    private static String upper(String digits) {
        return digits.toUpperCase(Locale.ROOT);
    }
}
