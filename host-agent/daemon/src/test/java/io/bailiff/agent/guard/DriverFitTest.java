// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.LentGroup.Member;
import io.bailiff.agent.host.LinuxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An e1000 on a host that has the modules of e1000, e1000e and snd-hda-intel. */
class DriverFitTest {

    private static final PciAddress NIC = PciAddress.parse("0000:02:01.0");
    private static final Path ALIASES = Path.of("lib/modules/6.1.0/modules.alias");

    @TempDir
    private Path root = Path.of("");

    @BeforeEach
    void boot() throws IOException {
        write("proc/sys/kernel/osrelease", "6.1.0\n");
        write("sys/bus/pci/devices/" + NIC + "/modalias", "pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00\n");
        write(ALIASES.toString(), """
                alias pci:v00008086d0000100Esv*sd*bc*sc*i* e1000
                alias pci:v00008086d000010D3sv*sd*bc*sc*i* e1000e
                alias pci:v*d*sv*sd*bc04sc03i00* snd_hda_intel
                """);
        driver("e1000", "e1000");
        driver("e1000e", "e1000e");
        driver("snd_hda_intel", "snd-hda-intel");
    }

    @Test
    void aDriverFitsWhatItsModuleHasAnAliasFor() {
        assertThat(fits("e1000")).isTrue();
        assertThat(fits("e1000e")).isFalse();
        assertThat(fits("snd_hda_intel")).isFalse();
    }

    @Test
    void aModuleIsTheSameWithADashOrAnUnderscore() throws IOException {
        write("sys/bus/pci/devices/" + NIC + "/modalias", "pci:v00008086d00002668sv00001AF4sd00001100bc04sc03i00\n");
        assertThat(fits("snd_hda_intel")).isTrue();
    }

    @Test
    void aDriverThatIsBuiltInMayTakeAnything() throws IOException {
        Files.createDirectories(root.resolve("sys/bus/pci/drivers/nvme"));
        assertThat(fits("nvme")).isTrue();
    }

    @Test
    void withoutAListOfAliasesAnyDriverMayTakeAnything() throws IOException {
        Files.delete(root.resolve(ALIASES));
        assertThat(fits("e1000e")).isTrue();
    }

    private boolean fits(String driver) {
        return new DriverFit(new LinuxFiles(root))
                .fits(driver, new Member(NIC, "vfio-pci", null, null, null, "/", null));
    }

    private void driver(String name, String module) throws IOException {
        Path directory =
                Files.createDirectories(root.resolve("sys/bus/pci/drivers").resolve(name));
        Files.createSymbolicLink(
                directory.resolve("module"), Path.of("../../../../module").resolve(module));
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
