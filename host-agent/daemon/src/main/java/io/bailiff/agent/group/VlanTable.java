// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.group.HostConfiguration.Vlan;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The VLAN interfaces of the host: {@code /proc/net/vlan/config} (vlan_seq_show in net/8021q/vlanproc.c). A line is
 * {@code enp1s0.100     | 100  | enp1s0}. The table does not show the protocol of the tag; rtnetlink does.
 */
final class VlanTable {

    private static final String TABLE = "/proc/1/net/vlan/config";

    private final HostFiles files;
    private final Map<String, String[]> lines = new HashMap<>();

    private VlanTable(HostFiles files) {
        this.files = files;
    }

    static VlanTable read(HostFiles files) throws HostFileException {
        VlanTable table = new VlanTable(files);
        try {
            files.read(TABLE).lines().forEach(table::add);
        } catch (HostFileException failure) {
            // Without the module 8021q the kernel has no such table, and no VLAN interface.
            if (failure.error() != HostError.NO_ENTRY) {
                throw failure;
            }
        }
        return table;
    }

    private void add(String line) {
        String[] fields = line.split("\\|", -1);
        if (fields.length == 3 && fields[1].strip().matches("[0-9]{1,4}")) {
            lines.put(fields[0].strip(), fields);
        }
    }

    boolean has(String name) {
        return lines.containsKey(name);
    }

    /** Returns the lower interface and the tag; empty if the interface is no VLAN interface. */
    Optional<Vlan> find(String name) {
        String[] fields = lines.get(name);
        return fields == null
                ? Optional.empty()
                : Optional.of(new Vlan(fields[2].strip(), Integer.parseInt(fields[1].strip()), protocol(name)));
    }

    /** Returns the protocol, or null where the agent cannot reach the interface: there no VLAN can be created either. */
    private @Nullable Integer protocol(String name) {
        try {
            return files.links().vlanProtocol(name);
        } catch (HostFileException outOfReach) {
            return null;
        }
    }
}
