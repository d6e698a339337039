// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The host's ports of Fibre Channel, by the names of the ports (Documentation/scsi/scsi_fc_transport.rst). */
final class FibreChannel {

    private static final String LOCAL = "/sys/class/fc_host/";
    private static final String REMOTE = "/sys/class/fc_remote_ports/";
    private static final Pattern PORT_NAME = Pattern.compile("(?:.*:)?pn-0x([0-9a-fA-F]+)");

    private final HostFiles files;

    FibreChannel(HostFiles files) {
        this.files = files;
    }

    /** Returns the directories of the local ports with the name. */
    Set<String> local(String address) throws HostFileException {
        return named(LOCAL, address);
    }

    /** Returns the directories of the remote ports with the name. Each is below the local port that sees the remote port. */
    Set<String> remote(String address) throws HostFileException {
        return named(REMOTE, address);
    }

    /** Reports the functions of all local ports, for an unknown that may be about any port. */
    void allPorts(DependencySink sink) throws HostFileException {
        // A kernel without a driver for Fibre Channel has no such directory.
        for (String host : HostDirectories.listIfPresent(files, LOCAL)) {
            files.realPath(LOCAL + host).ifPresent(path -> sink.found(path, host));
        }
    }

    /** @param address a transport address of NVMe over Fibre Channel: {@code nn-0x20000000c9a1b2c3:pn-0x10000000c9a1b2c3} */
    private Set<String> named(String directory, String address) throws HostFileException {
        Set<String> found = new LinkedHashSet<>();
        Matcher wanted = PORT_NAME.matcher(address);
        if (wanted.matches()) {
            String name = "0x" + wanted.group(1).toLowerCase(Locale.ROOT);
            for (String entry : HostDirectories.listIfPresent(files, directory)) {
                String attribute = directory + entry + "/port_name";
                if (files.exists(attribute) && files.read(attribute).equals(name)) {
                    files.realPath(directory + entry).ifPresent(found::add);
                }
            }
        }
        return found;
    }
}
