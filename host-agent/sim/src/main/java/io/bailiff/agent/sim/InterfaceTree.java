// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.List;

/** The directories of network interfaces, disks and displays below a function's directory. */
final class InterfaceTree {

    private final ClassDevices classes;
    private final KernelLock lock;

    InterfaceTree(ClassDevices classes, KernelLock lock) {
        this.classes = classes;
        this.lock = lock;
    }

    void addTo(SimNode.Builder function, String directory, HostInterface device) {
        if (device instanceof HostInterface.Network network) {
            String net = directory + "/net";
            put(function, "net", network.name(), network(net + "/" + network.name(), network));
        } else if (device instanceof HostInterface.Nvme nvme) {
            put(function, "nvme", nvme.controller(), controller(directory + "/nvme/" + nvme.controller(), nvme));
        } else if (device instanceof HostInterface.Display display) {
            put(function, "drm", display.card(), card(directory + "/drm/" + display.card(), display));
            if (!display.frameBuffer().isEmpty()) {
                put(function, "graphics", display.frameBuffer(), frameBuffer(display.frameBuffer()));
            }
        } else if (device instanceof HostInterface.Sound sound) {
            put(function, "sound", sound.card(), device().build());
        }
    }

    SimNode block(String directory, HostInterface.Block block, boolean partition) {
        SimNode.Builder node = new SimNode.Builder().file("dev", block.number()).file("size", "1000215216");
        if (partition) {
            node.file("partition", block.name().replaceFirst(".*p", ""));
        }
        SimNode.Builder holders = new SimNode.Builder();
        block.holders().forEach(name -> linkTo(holders, directory + "/holders", "block", name));
        node.add("holders", holders.build()).add("slaves", new SimNode.Builder().build());
        block.partitions().forEach(part -> node.add(part.name(), block(directory + "/" + part.name(), part, true)));
        return node.link("subsystem", SysPaths.relative(directory, "/sys/class/block"))
                .build();
    }

    SimNode mappedDisk(HostSystem.MappedDisk disk) {
        String directory = "/sys/devices/virtual/block/" + disk.name();
        SimNode.Builder slaves = new SimNode.Builder();
        disk.slaves().forEach(name -> linkTo(slaves, directory + "/slaves", "block", name));
        return new SimNode.Builder()
                .file("dev", disk.number())
                .file("size", "62914560")
                .add(
                        "dm",
                        new SimNode.Builder()
                                .file("name", disk.mapperName())
                                .file("uuid", disk.uuid())
                                .build())
                .add("slaves", slaves.build())
                .add("holders", new SimNode.Builder().build())
                .link("subsystem", "../../../../class/block")
                .build();
    }

    SimNode bridge(HostSystem.Bridge bridge) {
        String directory = "/sys/devices/virtual/net/" + bridge.name();
        SimNode.Builder ports = new SimNode.Builder();
        SimNode.Builder node = new SimNode.Builder();
        List<String> names = classes.ports(bridge.name());
        for (String port : names) {
            classes.find("net", port)
                    .ifPresent(entry ->
                            ports.link(port, SysPaths.relative(directory + "/brif", entry.directory() + "/brport")));
            linkTo(node, directory, "net", port, "lower_" + port);
        }
        return node.file("address", bridge.mac())
                .file("operstate", "up")
                .file("type", "1")
                .file("flags", "0x1003")
                .add(
                        "bridge",
                        new SimNode.Builder()
                                .file("stp_state", "0")
                                .file("vlan_filtering", "0")
                                .build())
                .add("brif", ports.build())
                .link("subsystem", "../../../../class/net")
                .build();
    }

    private SimNode network(String directory, HostInterface.Network network) {
        SimNode.Builder node = device().file("address", network.mac()).file("type", "1");
        addSettings(node, directory, network.name());
        return node.link("subsystem", SysPaths.relative(directory, "/sys/class/net"))
                .build();
    }

    SimNode vlan(Links.Link vlan) {
        String directory = "/sys/devices/virtual/net/" + vlan.name;
        SimNode.Builder node = new SimNode.Builder()
                .file("uevent", "DEVTYPE=vlan\nINTERFACE=" + vlan.name)
                .file("type", "1");
        addSettings(node, directory, vlan.name);
        linkTo(node, directory, "net", vlan.lower, "lower_" + vlan.lower);
        return node.link("subsystem", "../../../../class/net").build();
    }

    /** Adds the files of an interface's state, and the links to the interfaces on top. */
    private void addSettings(SimNode.Builder node, String directory, String name) {
        classes.links().find(name).ifPresent(link -> {
            node.file("operstate", link.up && !link.master.isEmpty() ? "up" : "down")
                    .add("flags", setting(link.flags(), text -> classes.links().setFlags(name, text)))
                    .add(
                            "mtu",
                            setting(
                                    String.valueOf(link.mtu),
                                    text -> classes.links().setMtu(name, text)));
            classes.links()
                    .vlansOn(name)
                    .forEach(vlan -> linkTo(node, directory, "net", vlan.name, "upper_" + vlan.name));
            if (!link.master.isEmpty()) {
                addMaster(node, directory, link.master);
            }
        });
    }

    private void addMaster(SimNode.Builder node, String directory, String bridge) {
        linkTo(node, directory, "net", bridge, "master");
        linkTo(node, directory, "net", bridge, "upper_" + bridge);
        SimNode.Builder port = new SimNode.Builder();
        linkTo(port, directory + "/brport", "net", bridge, "bridge");
        node.add("brport", port.build());
    }

    private SimNode setting(String value, SimNode.Writer writer) {
        return new SimNode.Attribute(() -> SimNode.Attribute.bytes(value), text -> lock.run(() -> writer.write(text)));
    }

    private SimNode controller(String directory, HostInterface.Nvme nvme) {
        String disk = directory + "/" + nvme.disk().name();
        return device().file("state", "live")
                .add("reset_controller", SimNode.Attribute.writeOnly(text -> {}))
                .add(nvme.disk().name(), block(disk, nvme.disk(), false))
                .build();
    }

    private static SimNode card(String directory, HostInterface.Display display) {
        SimNode.Builder node = device().link("subsystem", SysPaths.relative(directory, "/sys/class/drm"));
        if (!display.connectedOutput().isEmpty()) {
            node.add(
                    display.card() + "-" + display.connectedOutput(),
                    new SimNode.Builder()
                            .file("status", "connected")
                            .file("enabled", "enabled")
                            .link("device", "../../" + display.card())
                            .build());
        }
        return node.build();
    }

    private static SimNode frameBuffer(String name) {
        return device().file("name", "simdrmfb")
                .file("dev", "29:" + name.substring(2))
                .build();
    }

    /** Returns a class device two levels below the function's directory. */
    private static SimNode.Builder device() {
        return new SimNode.Builder().file("uevent", "").link("device", "../..");
    }

    private static void put(SimNode.Builder function, String directory, String name, SimNode node) {
        function.add(directory, new SimNode.Builder().add(name, node).build());
    }

    private void linkTo(SimNode.Builder node, String directory, String inClass, String name) {
        linkTo(node, directory, inClass, name, name);
    }

    private void linkTo(SimNode.Builder node, String directory, String inClass, String name, String as) {
        classes.find(inClass, name).ifPresent(entry -> node.link(as, SysPaths.relative(directory, entry.directory())));
    }
}
