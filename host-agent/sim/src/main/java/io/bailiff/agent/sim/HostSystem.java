package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.List;

/**
 * What runs on a simulated host besides its PCI bus: the things that may need a function.
 *
 * @param mountInfo {@code /proc/self/mountinfo}
 * @param swaps {@code /proc/swaps}
 * @param routes {@code /proc/net/route}
 * @param ipv6Routes {@code /proc/net/ipv6_route}
 * @param addresses {@code /proc/net/fib_trie}
 * @param ipv6Addresses {@code /proc/net/if_inet6}
 * @param activeConsoles {@code /sys/class/tty/console/active}
 * @param mappedDisks its device-mapper disks
 * @param bridges its bridge interfaces
 * @param directRegions memory that its firmware wants functions to reach
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

    /**
     * A disk of the device mapper, such as a logical volume.
     *
     * @param name {@code dm-0}
     * @param number its {@code major:minor}
     * @param mapperName its name in {@code /dev/mapper}
     * @param uuid its device-mapper UUID; begins with {@code LVM-}, {@code CRYPT-}, {@code mpath-}, …
     * @param slaves the block devices that it is built on
     */
    public record MappedDisk(String name, String number, String mapperName, String uuid, List<String> slaves) {
        public MappedDisk {
            slaves = List.copyOf(slaves);
        }
    }

    /**
     * A bridge interface; its ports name it in {@link HostInterface.Network}.
     *
     * @param name its name
     * @param mac its address
     */
    public record Bridge(String name, String mac) {}

    /**
     * A reserved region of the group that a function is in.
     *
     * @param function the function
     * @param line as {@code reserved_regions} has it: {@code 0x0000000000000000 0x0000000000ffffff direct}
     */
    public record DirectRegion(PciAddress function, String line) {}
}
