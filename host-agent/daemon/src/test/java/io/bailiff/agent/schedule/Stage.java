// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.DriverSpec;
import io.bailiff.agent.sim.HostSpec;
import io.bailiff.agent.sim.IdMatch;
import io.bailiff.agent.sim.SimTopology;
import java.util.List;
import java.util.Set;

/** The groups that a schedule is about, on the demonstration's host. */
final class Stage {

    static final PciAddress PORT_0 = PciAddress.parse("0000:02:01.0");
    static final PciAddress PORT_1 = PciAddress.parse("0000:02:01.1");
    static final PciAddress DISK = PciAddress.parse("0000:04:00.0");
    static final PciAddress ROOT_DISK = PciAddress.parse("0000:05:00.0");
    static final PciAddress ROOT_USB = PciAddress.parse("0000:06:00.0");

    /** The endpoints of each. The last has the root disk, and can never be lent. */
    static final List<List<PciAddress>> GROUPS =
            List.of(List.of(PORT_0, PORT_1), List.of(DISK), List.of(ROOT_DISK, ROOT_USB));

    static final int NEEDED_BY_HOST = 2;

    /** What people on the host lay their hands on. */
    static final List<PciAddress> FUNCTIONS = List.of(PORT_0, PORT_1, DISK);

    /** What they hang on, and the way out of the host: without that everything is in doubt. */
    private static final Set<String> OTHERS = Set.of(
            "0000:00:05.0",
            "0000:01:00.0",
            "0000:00:07.0",
            "0000:00:1c.0",
            "0000:00:1c.4",
            "0000:00:1d.0",
            "0000:07:00.0");

    private static final Set<String> DRIVERS = Set.of("e1000", "igb", "nvme", "xhci_hcd", "pci-stub", "vfio-pci");

    /** For the bridge in the ports' group too: the agent reads what has no driver on a thread of its own, which costs time. */
    private static final DriverSpec PORTS = DriverSpec.harmless("pcieport", "pcieportdrv", IdMatch.ofClass("0604"));

    private Stage() {}

    /** The demonstration's host without what no schedule is about. */
    static HostSpec host() {
        HostSpec demo = SimTopology.demo();
        return new HostSpec(
                        demo.functions().stream()
                                .filter(function -> OTHERS.contains(
                                                function.address().toString())
                                        || GROUPS.stream().anyMatch(group -> group.contains(function.address())))
                                .toList(),
                        demo.drivers().stream()
                                .filter(driver -> DRIVERS.contains(driver.name()))
                                .toList(),
                        demo.system())
                .with(PORTS);
    }

    static int groupOf(PciAddress function) {
        for (int group = 0; group < GROUPS.size(); group++) {
            if (GROUPS.get(group).contains(function)) {
                return group;
            }
        }
        throw new IllegalArgumentException(function + " is not on the stage");
    }

    static String hostDriver(PciAddress function) {
        return function.equals(DISK) ? "nvme" : "e1000";
    }
}
