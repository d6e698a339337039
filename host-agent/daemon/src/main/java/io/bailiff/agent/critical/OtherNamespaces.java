// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the functions with an interface in the network namespace of a container, or below an interface in such a namespace.
 *
 * <p>An interface in another namespace is in no directory of the host's sysfs. The interface's device keeps an empty directory
 * {@code net}: the driver core removes the directory with the last interface of any namespace (cleanup_glue_dir in drivers/base/core.c).
 */
final class OtherNamespaces implements HostCheck {

    /** The buses with network devices, each of which may be on a PCI function. */
    private static final List<String> BUSES = List.of(
            "/sys/bus/pci/devices/",
            "/sys/bus/virtio/devices/",
            "/sys/bus/usb/devices/",
            "/sys/bus/auxiliary/devices/",
            "/sys/bus/sdio/devices/");

    private static final Set<String> ON_AN_INTERFACE = Set.of("vlan", "macvlan", "macvtap", "ipvlan", "ipvtap");

    private final HostFiles files;
    private final Interfaces interfaces;
    private final NetworkStack stack;
    private final NamespaceInterfaces namespaces;

    OtherNamespaces(HostFiles files, Interfaces interfaces, NetworkStack stack) {
        this.files = files;
        this.interfaces = interfaces;
        this.stack = stack;
        this.namespaces = new NamespaceInterfaces(files);
    }

    @Override
    public void addTo(Findings findings) {
        try {
            List<NamespaceInterfaces.Member> members = namespaces.read(findings);
            for (NamespaceInterfaces.Member member : members) {
                if (ON_AN_INTERFACE.contains(member.kind())) {
                    addLower(member, findings);
                }
            }
            for (String device : devicesWithoutInterface()) {
                addDevice(device, members, findings);
            }
        } catch (HostFileException failure) {
            findings.unknown(
                    UnknownScope.NETWORK, "Cannot read the network interfaces of containers: " + failure.getMessage());
        }
    }

    /** Adds the interface of the host below a container's interface. The container shows only the index of the lower interface. */
    private void addLower(NamespaceInterfaces.Member member, Findings findings) throws HostFileException {
        Optional<String> lower = interfaces.withIndex(member.lowerIndex());
        if (lower.isPresent()) {
            boolean isOfGuest = member.kind().endsWith("vtap");
            Code code = isOfGuest ? Code.GUEST_NETWORK : Code.INTERFACE_STACKED;
            DependencySink sink = findings.neededFor(code, "which is in " + member.owner(), member.directory());
            stack.devices(lower.get(), ", used by " + member.name(), sink);
        }
    }

    private Set<String> devicesWithoutInterface() throws HostFileException {
        Set<String> devices = new LinkedHashSet<>();
        for (String bus : BUSES) {
            for (String name : files.exists(bus) ? files.list(bus) : List.<String>of()) {
                if (hasEmpty(bus + name, "net")) {
                    files.realPath(bus + name).ifPresent(devices::add);
                }
            }
        }
        return devices;
    }

    private boolean hasEmpty(String device, String name) throws HostFileException {
        return HostDirectories.listIfPresent(files, device).contains(name)
                && HostDirectories.listIfPresent(files, device + "/" + name).isEmpty();
    }

    private static void addDevice(String device, List<NamespaceInterfaces.Member> members, Findings findings) {
        List<PciAddress> way = SysfsNames.functions(device);
        List<NamespaceInterfaces.Member> found = new ArrayList<>(members);
        found.removeIf(member -> !member.device().startsWith(device + "/net/"));
        for (NamespaceInterfaces.Member member : found) {
            String what = "provides " + member.name() + ", which is in " + member.owner();
            findings.needWay(way, Code.INTERFACE_ADDRESS, what, member.directory());
        }
        if (found.isEmpty()) {
            findings.needWay(
                    way, Code.INTERFACE_ADDRESS, "has an interface in another network namespace", device + "/net");
        }
    }
}
