// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/** The directory of a function in sysfs. */
final class FunctionTree {

    /** PCI_COMMAND, with two bits of the register (include/uapi/linux/pci_regs.h). */
    private static final int COMMAND = 0x04;

    private static final int MEMORY = 0x2;
    private static final int BUS_MASTER = 0x4;

    private final SimKernel kernel;
    private final KernelLock lock;
    private final SimBus bus;
    private final Faults faults;
    private final Uevents uevents;
    private final SysPaths paths;
    private final VfioTree vfio;
    private final DriverFiles files;
    private final HotPlug hotPlug;
    private final ClassDevices classes;
    private final InterfaceTree interfaces;
    private final FunctionSettings settings;

    FunctionTree(SimKernel kernel, SysPaths paths, ClassDevices classes) {
        this.kernel = kernel;
        this.lock = kernel.lock();
        this.bus = kernel.bus();
        this.faults = kernel.faults();
        this.uevents = kernel.uevents();
        this.paths = paths;
        this.vfio = new VfioTree(kernel);
        this.files = kernel.driverFiles();
        this.hotPlug = kernel.hotPlug();
        this.classes = classes;
        this.interfaces = new InterfaceTree(classes, kernel.lock());
        this.settings = new FunctionSettings(kernel.lock());
    }

    SortedMap<String, SimNode> names(SimFunction function) {
        SimNode.Builder node = new SimNode.Builder();
        String directory = paths.directory(function.spec);
        addIdentity(node, function.spec);
        addControls(node, function);
        settings.addTo(node, function, isEnabled(function));
        if (function.linkSpeed != null) {
            node.file("current_link_speed", function.linkSpeed)
                    .file("current_link_width", Integer.toString(function.linkWidth));
        }
        addLinks(node, directory, function);
        vfio.shownNumber(function)
                .ifPresent(number -> node.add(
                        "vfio-dev",
                        new SimNode.Builder()
                                .add("vfio" + number, new SimNode.Builder().build())
                                .build()));
        classes.shown(function).forEach(device -> interfaces.addTo(node, directory, device));
        for (SimFunction child : bus.children(function.address())) {
            node.directory(child.address().toString(), () -> names(child));
        }
        return node.names();
    }

    private static void addIdentity(SimNode.Builder node, FunctionSpec spec) {
        node.file("vendor", "0x" + spec.vendor())
                .file("device", "0x" + spec.device())
                .file("subsystem_vendor", "0x" + spec.subsystemVendor())
                .file("subsystem_device", "0x" + spec.subsystemDevice())
                .file("class", "0x" + spec.classCode())
                .file("revision", "0x01")
                .file("modalias", spec.modalias())
                .file("numa_node", Integer.toString(spec.numaNode()));
        if (!spec.endpoint()) {
            // pci_bridge_attrs_are_visible in drivers/pci/pci-sysfs.c.
            node.file("secondary_bus_number", "1").file("subordinate_bus_number", "1");
        }
        if (spec.display()) {
            node.file("boot_vga", spec.bootDisplay() ? "1" : "0");
        }
    }

    /** A host driver enables the function at once, a vfio driver at the first open (vfio_pci_core_enable). */
    private static boolean isEnabled(SimFunction function) {
        return function.group()
                        .filter(group -> group.open.contains(function.address()))
                        .isPresent()
                || (function.driver != null && function.driver.spec.kind() == DriverSpec.Kind.HOST);
    }

    private void addControls(SimNode.Builder node, SimFunction function) {
        PciAddress address = function.address();
        node.add(
                "config",
                new SimNode.Attribute(
                        () -> config(function),
                        SimNode.Attribute.READ_ONLY,
                        (offset, bytes) -> writeConfig(function, offset, bytes)));
        node.add(
                "driver_override",
                new SimNode.Attribute(
                        () -> SimNode.Attribute.bytes(files.readOverride(address) + "\n"),
                        text -> files.writeOverride(address, text)));
        node.add(
                "uevent",
                new SimNode.Attribute(
                        () -> SimNode.Attribute.bytes(files.readUevent(address)), text -> writeUevent(function, text)));
        if (!function.spec.virtualFunctions().isEmpty()) {
            addVirtualFunctions(node, function);
        }
        node.add("remove", SimNode.Attribute.writeOnly(text -> hotPlug.remove(address, text)));
    }

    /** Adds the files of a physical function: sriov_pf_attrs in drivers/pci/iov.c. */
    private void addVirtualFunctions(SimNode.Builder node, SimFunction function) {
        PciAddress address = function.address();
        List<SimFunction> present = kernel.virtualFunctions().of(function);
        node.file(
                        "sriov_totalvfs",
                        String.valueOf(function.spec.virtualFunctions().size()))
                .add(
                        "sriov_numvfs",
                        new SimNode.Attribute(
                                () -> SimNode.Attribute.bytes(String.valueOf(present.size())),
                                text -> kernel.writeVirtualFunctions(address, text)))
                .add(
                        "sriov_drivers_autoprobe",
                        new SimNode.Attribute(
                                () -> SimNode.Attribute.bytes(function.probesVirtualFunctions ? "1" : "0"),
                                text -> kernel.virtualFunctions().writeAutoprobe(address, text)));
        for (int number = 0; number < present.size(); number++) {
            node.link("virtfn" + number, "../" + present.get(number).address());
        }
    }

    /** Sends a synthetic uevent; the named action does not happen. Takes no device lock. */
    private void writeUevent(SimFunction function, String text) throws KernelException {
        String action = SyntheticUevent.action(text);
        lock.run(() -> {
            uevents.synthetic(action, function);
        });
    }

    private static void addLinks(SimNode.Builder node, String directory, SimFunction function) {
        node.link("subsystem", SysPaths.relative(directory, "/sys/bus/pci"));
        function.shownDriver()
                .ifPresent(driver ->
                        node.link("driver", SysPaths.relative(directory, "/sys/bus/pci/drivers/" + driver.name())));
        if (function.physical != null) {
            node.link("physfn", "../" + function.physical);
        }
        function.group()
                .ifPresent(group -> node.link(
                        "iommu_group", SysPaths.relative(directory, "/sys/kernel/iommu_groups/" + group.number)));
    }

    /** Writes the command register. No other register is writable, and only the bus mastering bit has an effect. */
    private void writeConfig(SimFunction function, int offset, byte[] bytes) throws KernelException {
        if (offset != COMMAND || bytes.length == 0) {
            throw new KernelException(SimErrno.EINVAL);
        }
        faults.check(SimOperation.COMMAND, function.address(), "");
        if (faults.isSilent(function.address())) {
            return;
        }
        lock.change(() -> function.busMaster = (bytes[0] & BUS_MASTER) != 0);
    }

    /** Returns the first 64 bytes of the configuration space. */
    private byte[] config(SimFunction function) {
        FunctionSpec spec = function.spec;
        byte[] config = new byte[64];
        if (faults.isSilent(function.address())) {
            Arrays.fill(config, (byte) 0xff);
            return config;
        }
        put(config, 0x00, spec.vendor());
        put(config, 0x02, spec.device());
        config[COMMAND] = (byte) (MEMORY | (lock.look(() -> function.busMaster) ? BUS_MASTER : 0));
        int classCode = Integer.parseInt(spec.classCode(), 16);
        config[0x09] = (byte) classCode;
        config[0x0a] = (byte) (classCode >> 8);
        config[0x0b] = (byte) (classCode >> 16);
        config[0x0e] = (byte) spec.headerType();
        if (spec.endpoint()) {
            put(config, 0x2c, spec.subsystemVendor());
            put(config, 0x2e, spec.subsystemDevice());
        }
        return config;
    }

    private static void put(byte[] config, int offset, String word) {
        int value = Integer.parseInt(word, 16);
        config[offset] = (byte) value;
        config[offset + 1] = (byte) (value >> 8);
    }
}
