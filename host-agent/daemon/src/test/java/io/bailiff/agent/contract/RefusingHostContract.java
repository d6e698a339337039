// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.ContractHost;
import org.junit.jupiter.api.Test;

/** The contract of a kernel that tracks who owns a group's DMA. */
abstract class RefusingHostContract extends HostContract {

    @Test
    void aHostDriverIsKeptOutOfAGroupInUseUntilThatIsFree() throws Exception {
        lend();
        try (ContractHost.Use use = host.open()) {
            assertThat(use).isNotNull();
            administrator.override(sibling, host.hostDriver());
            administrator.unbind(sibling, VFIO);
            assertFails(HostError.BUSY, () -> administrator.bind(sibling, host.hostDriver()));
            assertFails(HostError.INVALID, () -> administrator.probe(sibling));
            assertThat(bus.driver(sibling)).isEmpty();
        }
        administrator.probe(sibling);
        assertThat(bus.driver(sibling)).hasValue(host.hostDriver());
    }

    @Test
    void anIdThatADriverHasAlreadyIsNotAddedAgain() throws HostFileException {
        files.write(PciBus.DRIVERS + VFIO + "/new_id", "1234 5678");
        try {
            assertFails(HostError.OTHER, () -> files.write(PciBus.DRIVERS + VFIO + "/new_id", "1234 5678"));
        } finally {
            files.write(PciBus.DRIVERS + VFIO + "/remove_id", "1234 5678");
        }
    }

    @Test
    void aFunctionThatIsFoundAgainInAGroupInUseStaysWithoutADriver() throws HostFileException {
        lend();
        try (ContractHost.Use use = open()) {
            assertThat(use).isNotNull();
            files.write(PciBus.DEVICES + sibling + "/remove", "1");
            files.write("/sys/bus/pci/rescan", "1");
            assertThat(bus.exists(sibling)).isTrue();
            assertThat(bus.driver(sibling)).isEmpty();
        }
    }

    private ContractHost.Use open() {
        try {
            return host.open();
        } catch (Exception refused) {
            throw new AssertionError("The group could not be opened", refused);
        }
    }
}
