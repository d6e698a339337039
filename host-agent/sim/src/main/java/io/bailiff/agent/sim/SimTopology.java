// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.List;

/**
 * The hardware of the demonstration: a host with every relevant kind of group.
 *
 * <ul>
 *   <li>Group 7: a dual-port NIC and the bridge in front of the NIC. Lendable, as a whole.
 *   <li>Group 9: a graphics card and the card's audio function. Lendable, since the console is elsewhere.
 *   <li>Group 10: a lone NVMe disk. Lendable.
 *   <li>Group 11: the NVMe disk with the root file system, and a USB controller. Not lendable.
 *   <li>Group 12: the NIC with the default route. Not lendable.
 *   <li>Group 13: the management controller's display, with the console. Not lendable.
 * </ul>
 */
public final class SimTopology {

    private SimTopology() {}

    /** Returns the demonstration's host. */
    public static HostSpec demo() {
        return new HostSpec(functions(), SimDrivers.all(), DemoSystem.system());
    }

    /** Returns the demonstration's host with a hot-plug bridge in front of the dual-port NIC: a bridge on shpchp. */
    public static HostSpec withHotPlugBridge() {
        return demo().with(FunctionSpec.bridge("0000:01:00.0", "0000:00:05.0", 7, "1b36:000e:0000:0000"));
    }

    /** Returns the demonstration's host with a virtual function for a variant driver (mlx5_vfio_pci). */
    public static HostSpec withVariantDriver() {
        return demo().with(FunctionSpec.bridge("0000:00:08.0", "", 20, "8086:1905:8086:2015"))
                .with(FunctionSpec.endpoint(
                        "0000:0a:00.2",
                        "0000:00:08.0",
                        21,
                        "15b3:101e:15b3:0043",
                        "020000",
                        new HostInterface.Network("enp10s0v0", "3c:ec:ef:11:22:33", "")));
    }

    /**
     * Returns the demonstration's host with a dual-port NIC in use: port 0 is a port of bridge {@code br1}, and port 1 can have
     * two virtual functions.
     */
    public static HostSpec withNetworkConfiguration() {
        FunctionSpec bridged = FunctionSpec.endpoint(
                "0000:02:01.0",
                "0000:01:00.0",
                7,
                "8086:1010:8086:1012",
                "020000",
                new HostInterface.Network("enp2s1f0", "00:1b:21:3c:9d:a0", "br1"));
        return demo().with(bridged.multifunction())
                .with(nicPort(1).withVirtualFunctions(virtualPort(0), virtualPort(1)))
                .with(DriverSpec.host("igbvf", "igbvf", IdMatch.device("8086", "1520")))
                .with(system -> system.with(new HostSystem.Bridge("br1", "00:1b:21:3c:9d:a0")));
    }

    /** Returns the demonstration's host with a lone NVMe disk that can have a virtual function. */
    public static HostSpec withVirtualDisk() {
        return demo().with(spareDisk()
                .withVirtualFunctions(
                        FunctionSpec.endpoint("0000:04:00.1", "0000:00:07.0", 31, "144d:a808:144d:a801", "010802")));
    }

    /** Returns the demonstration's host with an empty port in the group of the lone NVMe disk. */
    public static HostSpec withEmptyPort() {
        return demo().with(FunctionSpec.bridge("0000:00:08.0", "", 10, "8086:1905:8086:2015"));
    }

    private static FunctionSpec virtualPort(int number) {
        return FunctionSpec.endpoint(
                "0000:02:10." + number,
                "0000:01:00.0",
                30 + number,
                "8086:1520:8086:1520",
                "020000",
                new HostInterface.Network("enp2s16v" + number, "02:1b:21:3c:9d:b" + number, ""));
    }

    private static List<FunctionSpec> functions() {
        return List.of(
                FunctionSpec.endpoint("0000:00:00.0", "", 0, "8086:3ec2:8086:2015", "060000"),
                FunctionSpec.bridge("0000:00:05.0", "", 1, "8086:1901:8086:2015"),
                FunctionSpec.bridge("0000:00:06.0", "", 2, "8086:1905:8086:2015"),
                FunctionSpec.bridge("0000:00:07.0", "", 3, "8086:1905:8086:2015"),
                FunctionSpec.endpoint("0000:00:17.0", "", 4, "8086:a352:8086:7270", "010601"),
                FunctionSpec.bridge("0000:00:1c.0", "", 11, "8086:a338:8086:7270")
                        .multifunction(),
                FunctionSpec.bridge("0000:00:1c.4", "", 11, "8086:a33c:8086:7270")
                        .multifunction(),
                FunctionSpec.bridge("0000:00:1d.0", "", 5, "8086:a330:8086:7270"),
                FunctionSpec.bridge("0000:00:1d.1", "", 6, "8086:a330:8086:7270"),
                FunctionSpec.endpoint("0000:00:1f.0", "", 8, "8086:a309:8086:7270", "060100")
                        .multifunction(),
                FunctionSpec.endpoint("0000:00:1f.4", "", 8, "8086:a323:8086:7270", "0c0500")
                        .multifunction(),
                FunctionSpec.bridge("0000:01:00.0", "0000:00:05.0", 7, "104c:8240:0000:0000"),
                nicPort(0),
                nicPort(1),
                FunctionSpec.endpoint(
                                "0000:03:00.0",
                                "0000:00:06.0",
                                9,
                                "10de:2231:10de:147e",
                                "030000",
                                new HostInterface.Display("card1", "", ""))
                        .multifunction(),
                FunctionSpec.endpoint(
                                "0000:03:00.1",
                                "0000:00:06.0",
                                9,
                                "10de:1aef:10de:147e",
                                "040300",
                                new HostInterface.Sound("card0"))
                        .multifunction(),
                spareDisk(),
                FunctionSpec.endpoint(
                        "0000:05:00.0",
                        "0000:00:1c.0",
                        11,
                        "144d:a80a:144d:a801",
                        "010802",
                        new HostInterface.Nvme("nvme0", DemoSystem.rootDisk())),
                FunctionSpec.endpoint("0000:06:00.0", "0000:00:1c.4", 11, "1b21:2142:1043:8756", "0c0330"),
                FunctionSpec.endpoint(
                        "0000:07:00.0",
                        "0000:00:1d.0",
                        12,
                        "8086:1533:15d9:1533",
                        "020000",
                        new HostInterface.Network("eno1", "ac:1f:6b:0a:10:07", "br0")),
                FunctionSpec.bridge("0000:08:00.0", "0000:00:1d.1", 13, "1a03:1150:1a03:1150"),
                FunctionSpec.endpoint(
                                "0000:09:00.0",
                                "0000:08:00.0",
                                13,
                                "1a03:2000:15d9:1b0a",
                                "030000",
                                new HostInterface.Display("card0", "VGA-1", "fb0"))
                        .asBootDisplay());
    }

    private static FunctionSpec spareDisk() {
        return FunctionSpec.endpoint(
                "0000:04:00.0",
                "0000:00:07.0",
                10,
                "144d:a808:144d:a801",
                "010802",
                new HostInterface.Nvme("nvme1", DemoSystem.spareDisk()));
    }

    private static FunctionSpec nicPort(int port) {
        return FunctionSpec.endpoint(
                        "0000:02:01." + port,
                        "0000:01:00.0",
                        7,
                        "8086:1010:8086:1012",
                        "020000",
                        new HostInterface.Network("enp2s1f" + port, "00:1b:21:3c:9d:a" + port, ""))
                .multifunction();
    }
}
