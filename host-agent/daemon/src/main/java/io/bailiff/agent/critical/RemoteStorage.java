// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Disks behind a network or a fabric: the functions on the ways to the storage servers are host-critical. */
final class RemoteStorage {

    private static final String ISCSI = "/sys/class/iscsi_connection/";
    private static final String RBD = "/sys/bus/rbd/devices/";

    private final HostFiles files;
    private final NetworkPaths network;
    private final NetworkStack interfaces;
    private final FibreChannel fibreChannel;

    RemoteStorage(HostFiles files, NetworkPaths network, NetworkStack interfaces, FibreChannel fibreChannel) {
        this.files = files;
        this.network = network;
        this.interfaces = interfaces;
        this.fibreChannel = fibreChannel;
    }

    /** Reports the functions of the interface of a disk: Fibre Channel over Ethernet in software has its ports on an interface. */
    void onInterface(String name, String chain, DependencySink sink) {
        interfaces.under(name, ", which carries " + chain, sink);
    }

    void iscsiSession(String number, String chain, DependencySink sink) {
        try {
            Set<String> servers = new LinkedHashSet<>();
            for (String connection : files.list(ISCSI)) {
                if (connection.startsWith("connection" + number + ":")) {
                    servers.add(files.read(ISCSI + connection + "/persistent_address"));
                }
            }
            reach(List.copyOf(servers), "iSCSI target", chain, sink);
        } catch (HostFileException failure) {
            sink.unknown(
                    UnknownScope.NETWORK, "Cannot read the iSCSI target of " + chain + ": " + failure.getMessage());
        }
    }

    /**
     * Reports the ways to an NVMe controller of another machine.
     *
     * @param controller the directory of the controller; the file {@code address} says {@code traddr=10.0.0.9,trsvcid=4420}
     */
    void nvmeController(String controller, String chain, DependencySink sink) {
        try {
            String address = files.read(controller + "/address");
            String transport = files.exists(controller + "/transport") ? files.read(controller + "/transport") : "";
            Optional<String> target = option(address, "traddr");
            if (transport.equals("fc")
                    || target.filter(text -> text.startsWith("nn-")).isPresent()) {
                nvmeOverFibreChannel(address, chain, sink);
            } else if (!transport.equals("loop")) {
                reach(target.stream().toList(), "NVMe target", chain, sink);
            }
            // The loop transport leads to the NVMe target of the same host, and ExportedDisks reports the target's
            // disks.
        } catch (HostFileException failure) {
            sink.unknown(
                    UnknownScope.REMOTE_STORAGE,
                    "Cannot read the NVMe target of " + chain + ": " + failure.getMessage());
        }
    }

    private void nvmeOverFibreChannel(String address, String chain, DependencySink sink) throws HostFileException {
        Set<String> ports = new LinkedHashSet<>();
        Optional<String> local = option(address, "host_traddr");
        if (local.isPresent()) {
            ports.addAll(fibreChannel.local(local.get()));
        }
        Optional<String> target = option(address, "traddr");
        if (ports.isEmpty() && target.isPresent()) {
            ports.addAll(fibreChannel.remote(target.get()));
        }
        if (ports.isEmpty()) {
            sink.unknown(
                    UnknownScope.FABRIC,
                    "Cannot determine the Fibre Channel port of " + chain + " with address " + address);
        }
        ports.forEach(port -> sink.found(port, "the Fibre Channel port of " + chain));
    }

    /** Reports the ways to the monitors of a Ceph image: {@code config_info} starts with the addresses of the monitors. */
    void rbd(String name, String chain, DependencySink sink) {
        String attribute = RBD + name.replaceAll("^rbd|p[0-9]+$", "") + "/config_info";
        try {
            List<String> monitors = files.exists(attribute)
                    ? Stream.of(files.read(attribute).split(" ")[0].split(","))
                            .map(monitor -> monitor.replaceAll(":[0-9]+(/[0-9]+)?$", ""))
                            .toList()
                    : List.of();
            reach(monitors, "Ceph monitor", chain, sink);
        } catch (HostFileException failure) {
            sink.unknown(
                    UnknownScope.NETWORK, "Cannot read the Ceph monitors of " + chain + ": " + failure.getMessage());
        }
    }

    private static Optional<String> option(String address, String name) {
        Matcher value = Pattern.compile("(?:^|,)" + name + "=([^,]+)").matcher(address);
        return value.find() ? Optional.of(value.group(1).strip()) : Optional.empty();
    }

    private void reach(List<String> servers, String what, String chain, DependencySink sink) {
        if (servers.isEmpty()) {
            sink.unknown(UnknownScope.NETWORK, "Cannot determine the " + what + " of " + chain);
        }
        for (String server : servers) {
            network.to(server, ", the route to " + what + " " + server + " of " + chain, sink);
        }
    }
}
