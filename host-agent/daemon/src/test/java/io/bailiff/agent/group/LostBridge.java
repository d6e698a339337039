// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.host.ForwardingHostFiles;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.LinkSettings;

/** A host that has lost one of its bridges. */
final class LostBridge extends ForwardingHostFiles {

    private final String bridge;

    LostBridge(HostFiles files, String bridge) {
        super(files);
        this.bridge = bridge;
    }

    @Override
    public LinkSettings links() {
        LinkSettings links = files.links();
        return new LinkSettings() {
            @Override
            public void setMaster(String name, String master) throws HostFileException {
                if (master.equals(bridge)) {
                    throw new HostFileException(
                            HostError.NO_DEVICE, "/sys/class/net/" + bridge, "No such device (ENODEV)");
                }
                links.setMaster(name, master);
            }

            @Override
            public void addVlan(String lower, String name, int id, int protocol) throws HostFileException {
                links.addVlan(lower, name, id, protocol);
            }

            @Override
            public int vlanProtocol(String name) throws HostFileException {
                return links.vlanProtocol(name);
            }
        };
    }
}
