// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

/** {@code /usr/share/misc/pci.ids}, with the devices of {@link SimTopology} only. */
final class ModelList {

    private static final String LIST = """
            # The models of the simulated hosts.
            104c  Texas Instruments
            \t8240  XIO2001 PCI Express-to-PCI Bridge
            10de  NVIDIA Corporation
            \t1aef  GA102 High Definition Audio Controller
            \t2231  GA102GL [RTX A5000]
            144d  Samsung Electronics Co Ltd
            \ta808  NVMe SSD Controller SM981/PM981/PM983
            \ta80a  NVMe SSD Controller PM9A1/PM9A3/980PRO
            15b3  Mellanox Technologies
            \t101e  ConnectX Family mlx5Gen Virtual Function
            1a03  ASPEED Technology, Inc.
            \t1150  AST1150 PCI-to-PCI Bridge
            \t2000  ASPEED Graphics Family
            1b21  ASMedia Technology Inc.
            \t2142  ASM2142/ASM3142 USB 3.1 Host Controller
            8086  Intel Corporation
            \t1010  82546EB Gigabit Ethernet Controller (Copper)
            \t1533  I210 Gigabit Network Connection
            \ta309  Cannon Point-LP LPC Controller
            \ta323  Cannon Lake PCH SMBus Controller
            \ta352  Cannon Lake PCH SATA AHCI Controller
            C 02  Network controller
            \t00  Ethernet controller
            """;

    private ModelList() {}

    /** Returns {@code /usr}. */
    static SimNode.Directory usr() {
        return directory(
                "share",
                directory("misc", new SimNode.Builder().file("pci.ids", LIST).build()));
    }

    private static SimNode.Directory directory(String name, SimNode.Directory content) {
        return new SimNode.Builder().add(name, content).build();
    }
}
