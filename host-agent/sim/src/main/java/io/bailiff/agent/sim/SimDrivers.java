// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.List;

/** The drivers of a simulated kernel, with the ids of the real tables as far as needed for the demo's hardware. */
final class SimDrivers {

    private SimDrivers() {}

    static List<DriverSpec> all() {
        return List.of(
                DriverSpec.harmless(
                        "pcieport",
                        "pcieportdrv",
                        IdMatch.device("8086", "1901"),
                        IdMatch.device("8086", "1905"),
                        IdMatch.device("8086", "a338"),
                        IdMatch.device("8086", "a33c"),
                        IdMatch.device("8086", "a330")),
                DriverSpec.host("shpchp", "shpchp", IdMatch.device("1b36", "000e")),
                DriverSpec.host("e1000", "e1000", IdMatch.device("8086", "1010"), IdMatch.device("8086", "100e")),
                DriverSpec.host("e1000e", "e1000e", IdMatch.device("8086", "10d3")),
                DriverSpec.host("igb", "igb", IdMatch.device("8086", "1521"), IdMatch.device("8086", "1533")),
                DriverSpec.host("nvme", "nvme", IdMatch.ofClass("010802")),
                DriverSpec.host("ahci", "ahci", IdMatch.ofClass("010601")),
                DriverSpec.host("xhci_hcd", "xhci_pci", IdMatch.ofClass("0c0330")),
                DriverSpec.host("i801_smbus", "i2c_i801", IdMatch.device("8086", "a323")),
                DriverSpec.host("ast", "ast", IdMatch.device("1a03", "2000")),
                DriverSpec.host("nouveau", "nouveau", new IdMatch("10de", "", "03")),
                DriverSpec.host("snd_hda_intel", "snd_hda_intel", IdMatch.ofClass("0403")),
                DriverSpec.host(
                        "mlx5_core", "mlx5_core", IdMatch.device("15b3", "101d"), IdMatch.device("15b3", "101e")),
                DriverSpec.harmless("pci-stub", "pci_stub").notLoaded(),
                DriverSpec.vfio("vfio-pci", "vfio_pci", IdMatch.any()).notLoaded(),
                DriverSpec.vfio("mlx5_vfio_pci", "mlx5_vfio_pci", IdMatch.device("15b3", "101e"))
                        .notLoaded());
    }
}
