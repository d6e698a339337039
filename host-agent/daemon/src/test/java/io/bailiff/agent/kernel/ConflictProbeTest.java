// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostTree;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConflictProbeTest {

    @TempDir
    private Path root;

    private HostTree tree;

    @BeforeEach
    void setUp() {
        tree = new HostTree(root);
    }

    @Test
    void aKernelThatTracksDmaOwnershipRefuses() {
        assertBehaviour(ConflictBehaviour.REFUSES, "ffffffff81000000 T iommu_device_use_default_domain\n");
        assertBehaviour(
                ConflictBehaviour.REFUSES,
                "ffffffff81000000 T _text\nffffffffc0000000 T iommu_group_claim_dma_owner\t[iommu]\n");
    }

    @Test
    void namesAreEnoughIfAddressesAreHidden() {
        assertBehaviour(ConflictBehaviour.REFUSES, "0000000000000000 T iommu_group_claim_dma_owner\n");
    }

    @Test
    void aKernelWithoutDmaOwnershipPanics() {
        assertBehaviour(
                ConflictBehaviour.PANICS,
                "ffffffff81000000 T _text\nffffffffc0000000 t vfio_iommu_group_notifier\t[vfio]\n");
    }

    @Test
    void aLongerNameIsAnotherSymbol() {
        assertBehaviour(ConflictBehaviour.PANICS, """
                ffffffff81000000 r __ksymtab_iommu_group_claim_dma_owner
                ffffffff81000000 t iommu_device_use_default_domain.cold
                """);
    }

    @Test
    void anUnreadableOrEmptyListIsUnknown() {
        assertThat(new ConflictProbe(tree.files()).probe()).isEqualTo(ConflictBehaviour.UNKNOWN);
        assertBehaviour(ConflictBehaviour.UNKNOWN, "");
        assertBehaviour(ConflictBehaviour.UNKNOWN, "\n\n");
    }

    @Test
    void theKernelHasAReleaseAndABootId() throws HostFileException {
        tree.file("/proc/sys/kernel/osrelease", "6.1.0-56-amd64\n")
                .file("/proc/sys/kernel/random/boot_id", "5f2c1f1e-0000-4000-8000-000000000000\n");

        assertThat(new Kernel(tree.files()).release()).isEqualTo("6.1.0-56-amd64");
        assertThat(new Kernel(tree.files()).bootId()).isEqualTo("5f2c1f1e-0000-4000-8000-000000000000");
    }

    private void assertBehaviour(ConflictBehaviour expected, String symbols) {
        tree.file("/proc/kallsyms", symbols);
        assertThat(new ConflictProbe(tree.files()).probe()).isEqualTo(expected);
    }
}
