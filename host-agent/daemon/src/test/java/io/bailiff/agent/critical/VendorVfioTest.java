// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.Refusal.Code;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A GPU with a virtual function in a group of its own, both on the driver of the vendor. */
class VendorVfioTest {

    private static final String GPU = "0000:41:00.0";
    private static final String VIRTUAL = "0000:41:00.4";

    @TempDir
    private Path root = Path.of("");

    private FakeHost host;

    @BeforeEach
    void aGpuOnItsVendorsDriver() {
        host = new FakeHost(root);
        host.endpointBehindPort("0000:00:1d.0", GPU, "10de:26b9", "030200", 44);
        host.pci()
                .endpoint("pci0000:00/0000:00:1d.0", VIRTUAL, "10de:26b9", "030200")
                .driver(GPU, "nvidia")
                .driver(VIRTUAL, "nvidia")
                .group(45, VIRTUAL);
        host.tree().link("/sys/bus/pci/devices/" + VIRTUAL + "/physfn", "../" + GPU);
    }

    @Test
    void aFunctionThatIsNotOfferedToGuestsCanBeLent() {
        host.tree().file("/sys/bus/pci/devices/" + VIRTUAL + "/nvidia/current_vgpu_type", "0\n");

        assertThat(host.codes(VIRTUAL)).isEmpty();
        assertThat(host.codes(GPU)).isEmpty();
    }

    @Test
    void aFunctionThatTheVendorsDriverHasRegisteredStaysOnTheDriver() {
        host.tree().directory("/sys/bus/pci/devices/" + VIRTUAL + "/vfio-dev/vfio0");

        assertThat(host.codes(VIRTUAL)).containsExactly(Code.VENDOR_VFIO);
        assertThat(host.codes(GPU)).as("its physical function").containsExactly(Code.VENDOR_VFIO);
        assertThat(host.codes(FakeHost.NIC)).isEmpty();
    }

    @Test
    void aFunctionWithAVgpuStaysOnTheDriver() {
        host.tree().file("/sys/bus/pci/devices/" + VIRTUAL + "/nvidia/current_vgpu_type", "1155\n");

        assertThat(host.codes(VIRTUAL)).containsExactly(Code.VENDOR_VFIO);
    }

    @Test
    void anOlderKernelShowsTheRegisteredFunctionByTheFileOfItsGroup() {
        host.tree().directory("/sys/class/vfio/45");

        assertThat(host.codes(VIRTUAL)).containsExactly(Code.VENDOR_VFIO);
    }

    @Test
    void aGroupWithAMemberOnAVfioDriverHasItsFileFromTheMember() {
        host.pci()
                .endpoint("pci0000:00/0000:00:1d.0", "0000:41:00.5", "10de:26b9", "030200")
                .driver("0000:41:00.5", "vfio-pci")
                .group(45, "0000:41:00.5");
        host.tree().directory("/sys/class/vfio/45");

        assertThat(host.codes(VIRTUAL)).isEmpty();
    }

    @Test
    void aGroupWithAMemberThatIsLeavingItsVfioDriverHasItsFileFromTheMember() {
        host.pci()
                .endpoint("pci0000:00/0000:00:1d.0", "0000:41:00.5", "10de:26b9", "030200")
                .group(45, "0000:41:00.5");
        host.tree().file("/dev/vfio/45", "");

        assertThat(host.codes(VIRTUAL)).isEmpty();
    }

    @Test
    void aFunctionOnAVfioDriverIsNotTheVendors() {
        host.pci().driver(VIRTUAL, "nvgrace_gpu_vfio_pci");
        host.tree()
                .directory("/sys/bus/pci/devices/" + VIRTUAL + "/vfio-dev/vfio0")
                .file("/dev/vfio/45", "");

        assertThat(host.codes(VIRTUAL)).isEmpty();
    }

    @Test
    void aVariantDriverOfAnyNameIsKnownByTheAliasesOfItsModule() {
        host.pci().driver(VIRTUAL, "acme-migration");
        host.tree()
                .directory("/sys/bus/pci/devices/" + VIRTUAL + "/vfio-dev/vfio0")
                .file("/dev/vfio/45", "")
                .link("/sys/bus/pci/drivers/acme-migration/module", "../../../../module/acme_mig")
                .file("/proc/sys/kernel/osrelease", "6.12.9\n")
                .file(
                        "/lib/modules/6.12.9/modules.alias",
                        "alias vfio_pci:v000010DEd000026B9sv*sd*bc*sc*i* acme_mig\nalias pci:v000010DEd*sv*sd*bc03sc*i* nvidia\n");
        assertThat(host.codes(VIRTUAL)).isEmpty();

        host.pci().driver(VIRTUAL, "nvidia");
        assertThat(host.codes(VIRTUAL)).containsExactly(Code.VENDOR_VFIO);
    }
}
