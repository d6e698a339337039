// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.settings;

import io.bailiff.agent.api.HostSetting;
import io.bailiff.agent.api.HostSetting.Source;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.dependents.VirtualFunctions;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.libvirt.xml.NetworkXml;
import io.bailiff.libvirt.xml.NetworkXmlReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the stored networks of libvirt that are pools of functions ({@code /etc/libvirt/qemu/networks/NAME.xml}). The definition of a
 * guest names the network only, and libvirt chooses the function when the guest starts.
 */
final class NetworkPools {

    private static final String DIRECTORY = "/etc/libvirt/qemu/networks/";
    private static final String SUFFIX = ".xml";

    /** The kernel allows no other name (dev_valid_name in net/core/dev.c). */
    private static final Pattern INTERFACE = Pattern.compile("(?!\\.\\.?$)[^/\\s:]{1,15}");

    private final HostFiles files;
    private final List<Pool> pools = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private record Pool(String path, Set<PciAddress> functions) {}

    private NetworkPools(HostFiles files) {
        this.files = files;
    }

    /** Reads all networks. An unreadable network becomes a problem, and hides no other network. */
    static NetworkPools read(HostFiles files) throws HostFileException {
        NetworkPools pools = new NetworkPools(files);
        // A host without networks of libvirt has no such directory.
        for (String name : HostDirectories.listIfPresent(files, DIRECTORY)) {
            if (name.endsWith(SUFFIX)) {
                pools.add(DIRECTORY + name);
            }
        }
        return pools;
    }

    /** Returns a setting for each function that a guest on the network may take. */
    List<HostSetting> settings(String guest, String network) {
        return pools.stream()
                .filter(pool -> pool.path().equals(DIRECTORY + network + SUFFIX))
                .flatMap(pool -> pool.functions().stream()
                        .map(function -> new HostSetting(function, Source.POOL_OF_GUEST, pool.path(), guest)))
                .toList();
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    private void add(String path) {
        try {
            NetworkXml network = NetworkXmlReader.read(files.read(path));
            if (network.pool()) {
                pools.add(new Pool(path, functions(network)));
            }
        } catch (HostFileException | IllegalArgumentException failure) {
            problems.add(path + ": " + failure.getMessage());
        }
    }

    private Set<PciAddress> functions(NetworkXml pool) throws HostFileException {
        Set<PciAddress> functions = new LinkedHashSet<>();
        pool.functions().forEach(address -> functions.add(PciAddress.parse(address)));
        if (pool.physicalFunction().isPresent()) {
            functions.addAll(virtualFunctions(pool.physicalFunction().get()));
        }
        return functions;
    }

    /** Returns the virtual functions of the physical function with the interface, as libvirt does (virNetDevGetVirtualFunctions). */
    private List<PciAddress> virtualFunctions(String name) throws HostFileException {
        if (!INTERFACE.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of an interface");
        }
        Optional<String> device = files.realPath("/sys/class/net/" + name + "/device");
        if (device.isEmpty()) {
            // An interface that the host does not have now gives the pool no function.
            return List.of();
        }
        String physical = device.get().substring(device.get().lastIndexOf('/') + 1);
        return new VirtualFunctions(files).of(PciAddress.parse(physical));
    }
}
