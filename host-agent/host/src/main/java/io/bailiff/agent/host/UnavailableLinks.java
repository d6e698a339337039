// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

/** The settings of network interfaces out of reach: every call fails. */
record UnavailableLinks(String reason) implements LinkSettings {

    @Override
    public void setMaster(String name, String master) throws HostFileException {
        throw failure(name);
    }

    @Override
    public void addVlan(String lower, String name, int id, int protocol) throws HostFileException {
        throw failure(name);
    }

    @Override
    public int vlanProtocol(String name) throws HostFileException {
        throw failure(name);
    }

    private HostFileException failure(String name) {
        return new HostFileException(HostError.OTHER, RtnetlinkLinks.INTERFACES + name, reason);
    }
}
