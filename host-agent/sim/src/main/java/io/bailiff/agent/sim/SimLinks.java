// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.LinkSettings;

/** The settings of a simulated host's interfaces that no file can change. */
final class SimLinks implements LinkSettings {

    private final SimKernel kernel;
    private final HostSystem system;

    SimLinks(SimKernel kernel, HostSystem system) {
        this.kernel = kernel;
        this.system = system;
    }

    @Override
    public void setMaster(String name, String master) throws HostFileException {
        change(name, () -> {
            Links.Link link = links().required(name);
            if (system.bridges().stream().noneMatch(bridge -> bridge.name().equals(master))) {
                throw new KernelException(links().find(master).isPresent() ? SimErrno.EOPNOTSUPP : SimErrno.ENODEV);
            }
            link.master = master;
        });
    }

    @Override
    public void addVlan(String lower, String name, int id, int protocol) throws HostFileException {
        change(lower, () -> links().addVlan(lower, name, id));
    }

    @Override
    public int vlanProtocol(String name) throws HostFileException {
        change(name, () -> links().required(name));
        return CUSTOMER_VLAN;
    }

    private Links links() {
        return kernel.bus().links;
    }

    private void change(String name, KernelLock.Action action) throws HostFileException {
        SimFiles.failingAs("/sys/class/net/" + name, () -> {
            kernel.lock().run(action);
            return true;
        });
    }
}
