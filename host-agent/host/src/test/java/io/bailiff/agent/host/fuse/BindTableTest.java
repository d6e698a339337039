// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BindTableTest {

    @Test
    void aTableHasALineForEachMountInTheGivenOrder() throws Exception {
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put("/sys/b", "/run/2");
        sources.put("/sys/a b\\c", "/run/1");
        String place;
        try (BindTable table = BindTable.of(sources)) {
            place = table.place();
            assertThat(table.size()).isEqualTo(2);
            assertThat(Path.of(place)).isRegularFile();
            assertThat(Files.readAllLines(Path.of(place)))
                    .containsExactly("/run/2 /sys/b none bind 0 0", "/run/1 /sys/a\\040b\\134c none bind 0 0");
        }
        assertThat(Path.of(place)).doesNotExist();
    }

    @Test
    void aTableOfReadOnlyFilesMountsEachFileOverItself() throws Exception {
        try (BindTable table = BindTable.readOnly(List.of("/proc/bus/pci/00/1d.0"))) {
            assertThat(table.size()).isEqualTo(1);
            assertThat(Files.readAllLines(Path.of(table.place())))
                    .containsExactly("/proc/bus/pci/00/1d.0 /proc/bus/pci/00/1d.0 none bind,ro 0 0");
        }
    }
}
