package io.bailiff.agent.sim;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SortedMap;

/** {@code /sys}. */
final class SysTree {

    private final SimBus bus;
    private final DriverFiles files;
    private final HotPlug hotPlug;
    private final HostSystem system;
    private final SysPaths paths;
    private final ClassDevices classes;
    private final FunctionTree functions;
    private final InterfaceTree interfaces;

    SysTree(SimKernel kernel, HostSystem system) {
        this.bus = kernel.bus();
        this.files = kernel.driverFiles();
        this.hotPlug = kernel.hotPlug();
        this.system = system;
        this.paths = new SysPaths(bus);
        this.classes = new ClassDevices(bus, paths, system);
        this.functions = new FunctionTree(kernel, paths, classes);
        this.interfaces = new InterfaceTree(classes);
    }

    SimNode.Directory root() {
        return new SimNode.Builder()
                .add("bus", new SimNode.Builder().directory("pci", this::pciBus).build())
                .add(
                        "kernel",
                        new SimNode.Builder()
                                .directory("iommu_groups", this::groups)
                                .build())
                .directory("devices", this::devices)
                .directory("class", this::classDirectories)
                .link("block", "class/block")
                .directory("module", this::modules)
                .add(
                        "dev",
                        new SimNode.Builder()
                                .directory("block", this::blockNumbers)
                                .build())
                .build();
    }

    private SortedMap<String, SimNode> pciBus() {
        return new SimNode.Builder()
                .directory("devices", this::busDevices)
                .directory("drivers", this::drivers)
                .add("drivers_probe", SimNode.Attribute.writeOnly(files::driversProbe))
                .add("rescan", SimNode.Attribute.writeOnly(text -> hotPlug.rescan()))
                .add(
                        "drivers_autoprobe",
                        new SimNode.Attribute(
                                () -> SimNode.Attribute.bytes(bus.autoprobe ? "1\n" : "0\n"), files::writeAutoprobe))
                .names();
    }

    private SortedMap<String, SimNode> busDevices() {
        SimNode.Builder node = new SimNode.Builder();
        bus.functions
                .values()
                .forEach(function ->
                        node.link(function.address().toString(), linkFrom("/sys/bus/pci/devices", function)));
        return node.names();
    }

    private SortedMap<String, SimNode> drivers() {
        SimNode.Builder node = new SimNode.Builder();
        bus.loadedDrivers().forEach(driver -> node.directory(driver.name(), () -> driver(driver)));
        return node.names();
    }

    private SortedMap<String, SimNode> driver(SimDriver driver) {
        SimNode.Builder node = new SimNode.Builder()
                .add("bind", SimNode.Attribute.writeOnly(text -> files.bind(driver, text)))
                .add("unbind", SimNode.Attribute.writeOnly(text -> files.unbind(driver, text)))
                .add("new_id", SimNode.Attribute.writeOnly(text -> files.newId(driver, text)))
                .add("remove_id", SimNode.Attribute.writeOnly(text -> files.removeId(driver, text)))
                .link("module", "../../../../module/" + driver.spec.module());
        bus.functions.values().stream()
                .filter(function ->
                        function.shownDriver().filter(driver::equals).isPresent())
                .forEach(function -> node.link(
                        function.address().toString(), linkFrom("/sys/bus/pci/drivers/" + driver.name(), function)));
        return node.names();
    }

    private SortedMap<String, SimNode> groups() {
        SimNode.Builder node = new SimNode.Builder();
        bus.groups.values().forEach(group -> node.directory(Integer.toString(group.number), () -> group(group)));
        return node.names();
    }

    private SortedMap<String, SimNode> group(SimGroup group) {
        SimNode.Builder members = new SimNode.Builder();
        String directory = "/sys/kernel/iommu_groups/" + group.number + "/devices";
        group.members
                .values()
                .forEach(function -> members.link(function.address().toString(), linkFrom(directory, function)));
        return new SimNode.Builder()
                .add("devices", members.build())
                .file("type", "DMA-FQ")
                .file("reserved_regions", reservedRegions(group))
                .names();
    }

    private String reservedRegions(SimGroup group) {
        String msi = "0x00000000fee00000 0x00000000feefffff msi\n";
        return system.directRegions().stream()
                .filter(region -> group.members.containsKey(region.function()))
                .map(region -> region.line() + "\n" + msi)
                .findFirst()
                .orElse(msi);
    }

    private SortedMap<String, SimNode> devices() {
        SimNode.Builder node = new SimNode.Builder();
        for (String rootBus : rootBuses()) {
            node.directory(rootBus, () -> rootBus(rootBus));
        }
        return node.directory("virtual", this::virtualDevices).names();
    }

    private Set<String> rootBuses() {
        Set<String> names = new LinkedHashSet<>();
        bus.functions.values().stream()
                .filter(function -> function.spec.parent().isEmpty())
                .forEach(function -> names.add(SysPaths.rootBus(function.spec)));
        return names;
    }

    private SortedMap<String, SimNode> rootBus(String name) {
        SimNode.Builder node = new SimNode.Builder();
        bus.functions.values().stream()
                .filter(function -> function.spec.parent().isEmpty())
                .filter(function -> SysPaths.rootBus(function.spec).equals(name))
                .forEach(function -> node.directory(function.address().toString(), () -> functions.names(function)));
        return node.names();
    }

    private SortedMap<String, SimNode> virtualDevices() {
        SimNode.Builder disks = new SimNode.Builder();
        system.mappedDisks().forEach(disk -> disks.add(disk.name(), interfaces.mappedDisk(disk)));
        SimNode.Builder nets = new SimNode.Builder();
        system.bridges().forEach(bridge -> nets.add(bridge.name(), interfaces.bridge(bridge)));
        nets.add(
                "lo",
                new SimNode.Builder()
                        .file("address", "00:00:00:00:00:00")
                        .file("type", "772")
                        .build());
        SimNode.Builder console = new SimNode.Builder().file("active", system.activeConsoles());
        SimNode.Builder foreground = new SimNode.Builder().file("active", "tty1");
        return new SimNode.Builder()
                .add("block", disks.build())
                .add("net", nets.build())
                .add(
                        "tty",
                        new SimNode.Builder()
                                .add("console", console.build())
                                .add("tty0", foreground.build())
                                .build())
                .names();
    }

    private SortedMap<String, SimNode> classDirectories() {
        SimNode.Builder node = new SimNode.Builder();
        for (String name : Set.of("net", "block", "nvme", "drm", "graphics", "sound", "tty")) {
            node.directory(name, () -> classDirectory(name));
        }
        return node.names();
    }

    private SortedMap<String, SimNode> classDirectory(String name) {
        SimNode.Builder node = new SimNode.Builder();
        classes.all().stream()
                .filter(entry -> entry.classes().contains(name))
                .forEach(entry -> node.link(entry.name(), SysPaths.relative("/sys/class/" + name, entry.directory())));
        return node.names();
    }

    private SortedMap<String, SimNode> blockNumbers() {
        SimNode.Builder node = new SimNode.Builder();
        classes.all().stream()
                .filter(entry -> !entry.number().isEmpty())
                .forEach(entry -> node.link(entry.number(), SysPaths.relative("/sys/dev/block", entry.directory())));
        return node.names();
    }

    private SortedMap<String, SimNode> modules() {
        SimNode.Builder node = new SimNode.Builder();
        bus.loadedDrivers()
                .forEach(driver -> node.add(
                        driver.spec.module(),
                        new SimNode.Builder().file("initstate", "live").build()));
        return node.names();
    }

    private String linkFrom(String directory, SimFunction function) {
        return SysPaths.relative(directory, paths.directory(function.spec));
    }
}
