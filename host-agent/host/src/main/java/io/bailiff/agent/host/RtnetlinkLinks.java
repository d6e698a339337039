// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static io.bailiff.agent.host.NetlinkMessage.IFLA_IFNAME;
import static io.bailiff.agent.host.NetlinkMessage.IFLA_INFO_DATA;
import static io.bailiff.agent.host.NetlinkMessage.IFLA_INFO_KIND;
import static io.bailiff.agent.host.NetlinkMessage.IFLA_LINK;
import static io.bailiff.agent.host.NetlinkMessage.IFLA_LINKINFO;
import static io.bailiff.agent.host.NetlinkMessage.IFLA_MASTER;
import static io.bailiff.agent.host.NetlinkMessage.IFLA_VLAN_ID;
import static io.bailiff.agent.host.NetlinkMessage.IFLA_VLAN_PROTOCOL;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The settings of this machine's network interfaces, by rtnetlink. An interface is named by the index in the host's
 * {@code /sys}. An index has a meaning only in one network namespace, so every call first compares the namespaces of the
 * agent and of the host's first process.
 */
final class RtnetlinkLinks implements LinkSettings {

    static final String INTERFACES = "/sys/class/net/";

    private static final String HOST_NAMESPACE = "/proc/1/ns/net";
    private static final Path OWN_NAMESPACE = Path.of("/proc/self/ns/net");

    private final HostFiles files;

    RtnetlinkLinks(HostFiles files) {
        this.files = files;
    }

    @Override
    public void setMaster(String name, String master) throws HostFileException {
        requireNamespace(name);
        int masterIndex = index(master);
        change(
                name,
                new NetlinkMessage(
                                NetlinkMessage.RTM_SETLINK,
                                NetlinkMessage.REQUEST | NetlinkMessage.ACKNOWLEDGE,
                                NetlinkRoute.SEQUENCE,
                                index(name))
                        .number(IFLA_MASTER, masterIndex));
    }

    @Override
    public void addVlan(String lower, String name, int id, int protocol) throws HostFileException {
        requireNamespace(name);
        int flags =
                NetlinkMessage.REQUEST | NetlinkMessage.ACKNOWLEDGE | NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE;
        NetlinkMessage message = new NetlinkMessage(NetlinkMessage.RTM_NEWLINK, flags, NetlinkRoute.SEQUENCE, 0)
                .text(IFLA_IFNAME, name)
                .number(IFLA_LINK, index(lower));
        int info = message.begin(IFLA_LINKINFO);
        message.text(IFLA_INFO_KIND, "vlan");
        int data = message.begin(IFLA_INFO_DATA);
        message.shortNumber(IFLA_VLAN_ID, id, ByteOrder.nativeOrder())
                .shortNumber(IFLA_VLAN_PROTOCOL, protocol, ByteOrder.BIG_ENDIAN);
        change(name, message.end(data).end(info));
    }

    @Override
    public int vlanProtocol(String name) throws HostFileException {
        requireNamespace(name);
        NetlinkMessage request = new NetlinkMessage(
                NetlinkMessage.RTM_GETLINK, NetlinkMessage.REQUEST, NetlinkRoute.SEQUENCE, index(name));
        try (NetlinkRoute route = NetlinkRoute.open(INTERFACES + name)) {
            Optional<ByteBuffer> protocol = NetlinkMessage.find(route.ask(request), IFLA_LINKINFO)
                    .flatMap(info -> NetlinkMessage.find(info, IFLA_INFO_DATA))
                    .flatMap(data -> NetlinkMessage.find(data, IFLA_VLAN_PROTOCOL));
            if (protocol.isEmpty() || protocol.get().remaining() < Short.BYTES) {
                throw new HostFileException(HostError.OTHER, INTERFACES + name, "the kernel shows no VLAN protocol");
            }
            return protocol.get().order(ByteOrder.BIG_ENDIAN).getShort(0) & 0xffff;
        }
    }

    private static void change(String name, NetlinkMessage message) throws HostFileException {
        try (NetlinkRoute route = NetlinkRoute.open(INTERFACES + name)) {
            route.change(message);
        }
    }

    private int index(String name) throws HostFileException {
        String path = INTERFACES + name + "/ifindex";
        String text = files.read(path);
        if (!text.matches("[0-9]{1,9}")) {
            throw new HostFileException(HostError.OTHER, path, "not the index of an interface: " + text);
        }
        return Integer.parseInt(text);
    }

    private void requireNamespace(String name) throws HostFileException {
        Optional<String> host = files.readLink(HOST_NAMESPACE);
        if (host.isEmpty() || !host.get().equals(own())) {
            throw new HostFileException(
                    HostError.OTHER,
                    INTERFACES + name,
                    "the agent is not in the network namespace of the host (" + HOST_NAMESPACE + ")");
        }
    }

    private static String own() throws HostFileException {
        try {
            return Files.readSymbolicLink(OWN_NAMESPACE).toString();
        } catch (IOException failure) {
            throw new HostFileException(
                    HostError.OTHER, OWN_NAMESPACE.toString(), String.valueOf(failure.getMessage()));
        }
    }
}
