// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.host.LinuxFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host with an Ethernet driver, the driver of a vendor, and a variant driver of another name than its module. */
class DriverKindsTest {

    private static final String ALIASES = "/lib/modules/7.1.0/modules.alias";

    @TempDir
    private Path root;

    private HostTree tree;
    private DriverKinds kinds;

    @BeforeEach
    void setUp() {
        tree = new HostTree(root).file("/proc/sys/kernel/osrelease", "7.1.0\n").file(ALIASES, """
                        alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci
                        alias vfio_pci:v00001BADd00000001sv*sd*bc*sc*i* acme_live
                        alias vfio_pci:v00001BADd00000002sv*sd*bc*sc*i* acme-migrate
                        alias pci:v00008086d0000100Esv*sd*bc*sc*i* e1000
                        alias pci:v000010DEd*sv*sd*bc03sc*i* nvidia
                        """);
        driver("acme", "acme_live");
        driver("acme-migrate", "acme_migrate");
        driver("e1000", "e1000");
        driver("nvidia", "nvidia");
        kinds = new DriverKinds(new LinuxFiles(root));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vfio-pci",
                "mlx5_vfio_pci",
                "hisi_acc_vfio_pci",
                "hisi-acc-vfio-pci",
                "nvgrace-gpu-vfio-pci",
                "qat_vfio_pci",
                "pds_vfio_pci",
                "virtio-vfio-pci",
                "xe-vfio-pci",
                "ism-vfio-pci"
            })
    void aVariantDriverOfTheKernelIsKnownByNameWithoutAnyAlias(String driver) {
        tree.remove(ALIASES);

        assertThat(kinds.isCertainlyAway(driver)).isTrue();
    }

    @Test
    void aVariantDriverOfAnyNameIsKnownByTheAliasesOfItsModule() throws Exception {
        assertThat(kinds.isVfio("acme")).isTrue();
        assertThat(kinds.isVfio("acme-migrate")).isTrue();
    }

    @Test
    void aVariantDriverThatIsNotLoadedIsKnownByTheNameOfItsModule() throws Exception {
        tree.remove("/sys/bus/pci/drivers/acme-migrate/module");

        assertThat(kinds.isVfio("acme-migrate")).isTrue();
    }

    @Test
    void theDriverOfAVendorWithoutAnAliasIsADriverOfTheHost() {
        assertThat(kinds.mayBeAway("nvidia")).isFalse();
        assertThat(kinds.mayBeAway("e1000")).isFalse();
        assertThat(kinds.mayBeAway(null)).isFalse();
    }

    @Test
    void pciStubIsAwayAndNoVfioDriver() throws Exception {
        assertThat(kinds.isCertainlyAway("pci-stub")).isTrue();
        assertThat(kinds.isVfio("pci-stub")).isFalse();
    }

    @Test
    void aDriverIsOfUnknownKindIfTheAliasesCannotBeRead() {
        tree.remove(ALIASES).directory(ALIASES);

        assertThat(kinds.mayBeAway("e1000")).isTrue();
        assertThat(kinds.isCertainlyAway("e1000")).isFalse();
        assertThatThrownBy(() -> kinds.isVfio("e1000")).isInstanceOf(HostFileException.class);
        assertThat(kinds.isCertainlyAway("vfio-pci")).isTrue();
    }

    private void driver(String name, String module) {
        tree.directory("/sys/module/" + module)
                .link("/sys/bus/pci/drivers/" + name + "/module", "../../../../module/" + module);
    }
}
