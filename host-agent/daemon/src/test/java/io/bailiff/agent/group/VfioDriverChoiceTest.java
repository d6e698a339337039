// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.LinuxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VfioDriverChoiceTest {

    private static final PciAddress FUNCTION = PciAddress.parse("0000:0a:00.2");
    private static final String ALIASES = """
            # Aliases extracted from modules themselves.
            alias pci:v000015B3d0000101Esv*sd*bc*sc*i* mlx5_core
            alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci
            alias vfio_pci:v000015B3d0000101Esv*sd*bc*sc*i* mlx5_vfio_pci
            alias vfio_pci:v00008086d0000E20Bsv*sd*bc*sc*i* xe_vfio_pci
            alias vfio_pci:v00001014d000004EDsv*sd*bc*sc*i* ism_vfio_pci
            alias vfio_pci:v000015B3d*sv*sd*bc*sc*i* all_of_this_vendor_vfio_pci
            """;

    @TempDir
    private Path root = Path.of("");

    @Test
    void theAliasWithTheFewestWildcardsWins() throws Exception {
        write("lib/modules/6.1.0/modules.alias", ALIASES);

        assertThat(choiceFor("pci:v000015B3d0000101Esv000015B3sd00000043bc02sc00i00"))
                .isEqualTo("mlx5_vfio_pci");
        assertThat(choiceFor("pci:v000015B3d00009999sv000015B3sd00000043bc02sc00i00"))
                .isEqualTo("all_of_this_vendor_vfio_pci");
    }

    @Test
    void theGenericModuleBringsADriverOfAnotherName() throws Exception {
        write("lib/modules/6.1.0/modules.alias", ALIASES);

        assertThat(choiceFor("pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00"))
                .isEqualTo("vfio-pci");
    }

    /** The module xe-vfio-pci sets the name of its driver, the module ism-vfio-pci takes KBUILD_MODNAME. */
    @ParameterizedTest
    @CsvSource({
        "pci:v00008086d0000E20Bsv00008086sd00001100bc03sc00i00, xe-vfio-pci",
        "pci:v00001014d000004EDsv00001014sd000004EDbc02sc00i00, ism_vfio_pci"
    })
    void theVariantDriversOfNewKernelsAreNamedAsInTheKernel(String modalias, String driver) throws Exception {
        write("lib/modules/6.1.0/modules.alias", ALIASES);

        assertThat(choiceFor(modalias)).isEqualTo(driver);
        assertThat(VfioDrivers.isVfio(driver)).isTrue();
    }

    @Test
    void aKernelWithoutModulesHasTheGenericDriver() throws Exception {
        assertThat(choiceFor("pci:v000015B3d0000101Esv000015B3sd00000043bc02sc00i00"))
                .isEqualTo("vfio-pci");
    }

    private String choiceFor(String modalias) throws IOException, HostFileException {
        write("proc/sys/kernel/osrelease", "6.1.0\n");
        write("sys/bus/pci/devices/" + FUNCTION + "/modalias", modalias + "\n");
        return new VfioDriverChoice(new LinuxFiles(root)).driverFor(FUNCTION);
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
