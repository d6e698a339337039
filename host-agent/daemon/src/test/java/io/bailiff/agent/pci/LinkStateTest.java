// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.host.LinuxFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkStateTest {

    private static final PciAddress GPU = PciAddress.parse("0000:01:00.0");

    @TempDir
    private Path root = Path.of("");

    @ParameterizedTest
    @CsvSource({"2.5 GT/s PCIe, 1, 2.5 GT/s x1", "8.0 GT/s PCIe, 16, 8.0 GT/s x16", "16.0 GT/s, 4, 16.0 GT/s x4"})
    void aTrainedLinkIsRead(String speed, String width, String link) {
        assertThat(read(speed, width)).map(LinkState::toString).hasValue(link);
    }

    @ParameterizedTest
    @CsvSource({"Unknown, 16", "Unknown speed, 0", "8.0 GT/s PCIe, 0", "8.0 GT/s PCIe, many"})
    void aLinkThatIsNotTrainedIsNone(String speed, String width) {
        assertThat(read(speed, width)).isEmpty();
    }

    @Test
    void aFunctionWithoutALinkHasNone() {
        assertThat(LinkState.read(new LinuxFiles(root), GPU)).isEmpty();
    }

    @Test
    void aLinkIsBelowAnotherByItsSpeedOrItsWidth() {
        LinkState full = new LinkState(16, 16);
        assertThat(new LinkState(8, 16).isBelow(full)).isTrue();
        assertThat(new LinkState(16, 8).isBelow(full)).isTrue();
        assertThat(new LinkState(8, 32).isBelow(full)).isTrue();
        assertThat(full.isBelow(full)).isFalse();
        assertThat(new LinkState(32, 16).isBelow(full)).isFalse();
    }

    private Optional<LinkState> read(String speed, String width) {
        new HostTree(root)
                .file("/sys/bus/pci/devices/" + GPU + "/current_link_speed", speed + "\n")
                .file("/sys/bus/pci/devices/" + GPU + "/current_link_width", width + "\n");
        return LinkState.read(new LinuxFiles(root), GPU);
    }
}
