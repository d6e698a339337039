// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.ReservedRegion;
import io.bailiff.agent.critical.CriticalFunctions;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.kernel.ConflictProbe;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SimTopologyTest {

    private final SimHost host = SimHost.demo(KernelFlavour.REFUSES);

    @Test
    void theAgentReadsTheWholeHostWithoutAProblem() {
        assertThat(new PciBus(host.files()).inventory().problems()).isEmpty();
        assertThat(new PciBus(host.files()).inventory().groups()).allSatisfy(group -> {
            assertThat(group.problems()).isEmpty();
            assertThat(group.reservedRegions()).extracting(ReservedRegion::type).containsExactly("msi");
        });
    }

    @Test
    void theHostNeedsItsRootDiskItsWayOutAndItsConsoleAndCanSpareTheRest() throws HostFileException {
        CriticalFunctions critical = CriticalFunctions.read(host.files(), List.of("192.0.2.1"));
        Map<Integer, List<Refusal.Code>> refused = new TreeMap<>();
        for (IommuGroup group : new PciBus(host.files()).inventory().groups()) {
            List<Refusal.Code> codes = critical.refusals(group).stream()
                    .map(Refusal::code)
                    .distinct()
                    .sorted()
                    .collect(Collectors.toList());
            if (!codes.isEmpty() && !group.endpoints().isEmpty()) {
                refused.put(group.number(), codes);
            }
        }
        assertThat(refused)
                .containsEntry(11, List.of(Refusal.Code.MOUNTED_FILE_SYSTEM, Refusal.Code.SWAP, Refusal.Code.DISK_HELD))
                .containsEntry(
                        12,
                        List.of(
                                Refusal.Code.DEFAULT_ROUTE,
                                Refusal.Code.MANAGEMENT_ADDRESS,
                                Refusal.Code.INTERFACE_PORT,
                                Refusal.Code.INTERFACE_ADDRESS))
                .containsEntry(13, List.of(Refusal.Code.CONSOLE))
                .doesNotContainKeys(7, 9, 10);
    }

    @Test
    void theProbeTellsTheFlavoursApart() {
        assertThat(new ConflictProbe(host.files()).probe()).isEqualTo(ConflictBehaviour.REFUSES);
        SimHost old = SimHost.demo(KernelFlavour.PANICS);
        assertThat(new ConflictProbe(old.files()).probe()).isEqualTo(ConflictBehaviour.PANICS);
    }
}
