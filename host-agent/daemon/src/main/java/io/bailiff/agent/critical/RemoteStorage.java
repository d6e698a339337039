// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Disks behind a network: the functions on the routes to the storage servers are host-critical. */
final class RemoteStorage {

    private static final String ISCSI = "/sys/class/iscsi_connection/";
    private static final Pattern NVME_ADDRESS = Pattern.compile("(?:.*,)?traddr=([^,]+).*");

    private final HostFiles files;
    private final NetworkPaths network;

    RemoteStorage(HostFiles files, NetworkPaths network) {
        this.files = files;
        this.network = network;
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

    /** @param controller the directory of the controller; the file {@code address} says {@code traddr=10.0.0.9,trsvcid=4420} */
    void nvmeController(String controller, String chain, DependencySink sink) {
        try {
            Matcher address = NVME_ADDRESS.matcher(files.read(controller + "/address"));
            reach(address.matches() ? List.of(address.group(1)) : List.of(), "NVMe target", chain, sink);
        } catch (HostFileException failure) {
            sink.unknown(UnknownScope.NETWORK, "Cannot read the NVMe target of " + chain + ": " + failure.getMessage());
        }
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
