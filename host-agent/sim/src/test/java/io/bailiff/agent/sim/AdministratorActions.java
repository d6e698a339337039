// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;

/** What an administrator does to a host by hand. */
public final class AdministratorActions {

    private final HostFiles files;

    /** Acts as root through these files. */
    public AdministratorActions(HostFiles files) {
        this.files = files;
    }

    public void override(PciAddress address, String driver) throws HostFileException {
        files.write("/sys/bus/pci/devices/" + address + "/driver_override", driver + "\n");
    }

    public void unbind(PciAddress address, String driver) throws HostFileException {
        files.write("/sys/bus/pci/drivers/" + driver + "/unbind", address.toString());
    }

    public void bind(PciAddress address, String driver) throws HostFileException {
        files.write("/sys/bus/pci/drivers/" + driver + "/bind", address.toString());
    }

    public void probe(PciAddress address) throws HostFileException {
        files.write("/sys/bus/pci/drivers_probe", address.toString());
    }

    /** Moves a function from its host driver to another driver, never loose. */
    public void move(PciAddress address, String from, String to) throws HostFileException {
        override(address, to);
        unbind(address, from);
        probe(address);
    }
}
