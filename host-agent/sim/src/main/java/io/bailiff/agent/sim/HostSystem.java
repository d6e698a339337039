// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The system on a simulated host, besides the PCI bus: everything that may need a function.
 *
 * @param mountInfo {@code /proc/self/mountinfo}
 * @param swaps {@code /proc/swaps}
 * @param routes {@code /proc/net/route}
 * @param ipv6Routes {@code /proc/net/ipv6_route}
 * @param addresses {@code /proc/net/fib_trie}
 * @param ipv6Addresses {@code /proc/net/if_inet6}
 * @param activeConsoles {@code /sys/class/tty/console/active}
 * @param mappedDisks the device-mapper disks
 * @param bridges the bridge interfaces
 * @param directRegions memory regions reserved by the firmware for DMA of functions
 */
public record HostSystem(
        String mountInfo,
        String swaps,
        String routes,
        String ipv6Routes,
        String addresses,
        String ipv6Addresses,
        String activeConsoles,
        List<MappedDisk> mappedDisks,
        List<Bridge> bridges,
        List<DirectRegion> directRegions) {

    public HostSystem {
        mappedDisks = List.copyOf(mappedDisks);
        bridges = List.copyOf(bridges);
        directRegions = List.copyOf(directRegions);
    }

    /** Returns the same system with another bridge. */
    public HostSystem with(Bridge bridge) {
        List<Bridge> more = new ArrayList<>(bridges);
        more.add(bridge);
        return new HostSystem(
                mountInfo,
                swaps,
                routes,
                ipv6Routes,
                addresses,
                ipv6Addresses,
                activeConsoles,
                mappedDisks,
                more,
                directRegions);
    }

    /**
     * A disk of the device mapper, such as a logical volume.
     *
     * @param name {@code dm-0}
     * @param number the {@code major:minor}
     * @param mapperName the name in {@code /dev/mapper}
     * @param uuid the device-mapper UUID; begins with {@code LVM-}, {@code CRYPT-}, {@code mpath-}, …
     * @param slaves the underlying block devices
     */
    public record MappedDisk(String name, String number, String mapperName, String uuid, List<String> slaves) {
        public MappedDisk {
            slaves = List.copyOf(slaves);
        }
    }

    /**
     * A bridge interface; each port names the bridge in {@link HostInterface.Network}.
     *
     * @param name the interface's name
     * @param mac the MAC address
     */
    public record Bridge(String name, String mac) {}

    /**
     * A reserved region of a function's group.
     *
     * @param function the function
     * @param line a line of {@code reserved_regions}: {@code 0x0000000000000000 0x0000000000ffffff direct}
     */
    public record DirectRegion(PciAddress function, String line) {}
}
