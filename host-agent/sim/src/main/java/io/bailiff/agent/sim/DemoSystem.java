// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.List;

/** The system of the demonstration's host: a root file system on LVM, and a default route over a bridge. */
final class DemoSystem {

    private DemoSystem() {}

    static HostSystem system() {
        return new HostSystem(
                MOUNTS,
                SWAPS,
                ROUTES,
                IPV6_ROUTES,
                ADDRESSES,
                IPV6_ADDRESSES,
                "tty0",
                List.of(
                        logicalVolume("dm-0", "253:0", "vg0-root", "oGFJvd3cmWqXeQ1gCQ1Rc2Nf0eQv8SrT"),
                        logicalVolume("dm-1", "253:1", "vg0-swap", "W2vXnQ4m7dYkH0sJtBzLqRcUePaGfoiM")),
                List.of(new HostSystem.Bridge("br0", "ac:1f:6b:0a:10:07")),
                List.of());
    }

    static HostInterface.Block rootDisk() {
        return new HostInterface.Block(
                "nvme0n1",
                "259:0",
                List.of(
                        HostInterface.Block.partition("nvme0n1p1", "259:1"),
                        HostInterface.Block.partition("nvme0n1p2", "259:2"),
                        HostInterface.Block.partition("nvme0n1p3", "259:3", "dm-0", "dm-1")),
                List.of());
    }

    static HostInterface.Block spareDisk() {
        return new HostInterface.Block("nvme1n1", "259:4", List.of(), List.of());
    }

    private static HostSystem.MappedDisk logicalVolume(String name, String number, String volume, String uuid) {
        return new HostSystem.MappedDisk(
                name, number, volume, "LVM-k1bV0fXc7yQpZ3sWgT9uHjN5mRdE2aLo" + uuid, List.of("nvme0n1p3"));
    }

    private static final String MOUNTS = """
            22 28 0:21 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
            23 28 0:22 / /proc rw,nosuid,nodev,noexec,relatime shared:13 - proc proc rw
            24 28 0:5 / /dev rw,nosuid,relatime shared:2 - devtmpfs udev rw,size=32826196k,nr_inodes=8206549,mode=755
            25 28 0:23 / /run rw,nosuid,nodev,noexec,relatime shared:5 - tmpfs tmpfs rw,size=6571448k,mode=755
            28 1 253:0 / / rw,relatime shared:1 - ext4 /dev/mapper/vg0-root rw,errors=remount-ro
            61 28 259:2 / /boot rw,relatime shared:33 - ext4 /dev/nvme0n1p2 rw
            64 61 259:1 / /boot/efi rw,relatime shared:35 - vfat /dev/nvme0n1p1 rw,fmask=0077,dmask=0077
            """;

    private static final String SWAPS = """
            Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority
            /dev/dm-1                               partition\t16777212\t0\t\t-2
            """;

    /** 192.0.2.0/24 is reserved for documentation; the kernel prints the bytes of an address in reverse order. */
    private static final String ROUTES = """
            Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
            br0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
            br0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
            """;

    private static final String IPV6_ROUTES = """
            fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000002 00000000 00000001      br0
            00000000000000000000000000000001 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000002 00000000 80200001       lo
            """;

    private static final String ADDRESSES = """
            Main:
              +-- 0.0.0.0/0 3 0 5
                 |-- 0.0.0.0
                    /0 universe UNICAST
                 +-- 192.0.2.0/24 2 0 2
                    |-- 192.0.2.0
                       /24 link UNICAST
                    |-- 192.0.2.10
                       /32 host LOCAL
            Local:
              +-- 127.0.0.0/8 2 0 2
                 |-- 127.0.0.1
                    /32 host LOCAL
              +-- 192.0.2.0/24 2 0 2
                 |-- 192.0.2.10
                    /32 host LOCAL
            """;

    private static final String IPV6_ADDRESSES = """
            00000000000000000000000000000001 01 80 10 80       lo
            fe80000000000000ae1f6bfffe0a1007 03 40 20 80      br0
            """;
}
