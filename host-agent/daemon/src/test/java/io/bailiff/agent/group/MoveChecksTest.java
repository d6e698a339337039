// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.MoveOutcome.Refused;
import io.bailiff.agent.group.MoveOutcome.Why;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciTree;
import io.bailiff.agent.state.DiskFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A function on a driver that offers the function to guests by itself. Nothing else keeps the function on the host. */
class MoveChecksTest {

    private static final String VIRTUAL = "0000:41:00.5";

    @TempDir
    private Path root = Path.of("");

    private PciTree pci;

    @BeforeEach
    void aFunctionOnItsVendorsDriver() {
        pci = new PciTree(root);
        pci.endpoint("pci0000:00", VIRTUAL, "10de:26b9", "030200")
                .driver(VIRTUAL, "nvidia")
                .group(46, VIRTUAL);
        pci.tree()
                .directory("/sys/bus/pci/devices/" + VIRTUAL + "/vfio-dev/vfio1")
                .file("/proc/sys/kernel/random/boot_id", "boot-1\n")
                .directory("/proc/1/fd");
    }

    @Test
    void aFunctionThatNobodyHasOpenMayLeave() throws Exception {
        assertThat(whyStay()).isEmpty();
    }

    @Test
    void aFunctionThatAGuestHasOpenStaysWhateverItsDriver() throws Exception {
        pci.tree().link("/proc/4711/fd/30", "/dev/vfio/46").file("/proc/4711/comm", "qemu-system-x86\n");

        assertThat(whyStay())
                .hasValueSatisfying(
                        outcome -> assertThat(((Refused) outcome).why()).isEqualTo(Why.IN_USE));
    }

    private Optional<MoveOutcome> whyStay() throws Exception {
        IommuGroup group =
                new PciBus(pci.files()).groupOf(PciAddress.parse(VIRTUAL)).orElseThrow();
        JournalStore journals = new JournalStore(root.resolve("state"), new DiskFiles());
        return new MoveChecks(pci.files(), any -> List.of(), new DependentUses(pci.files(), journals))
                .whyStay(group, new DetachRequest(group.fingerprint(), "command line", "operation-1"));
    }
}
