// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedDeviceTest {

    private static final String PRESENT = "0000:01:00.0";
    private static final String ABSENT = "0000:02:00.0";

    @TempDir
    Path bus;

    @BeforeEach
    void addADevice() throws IOException {
        Files.createDirectories(bus.resolve("devices").resolve(PRESENT));
        Files.createDirectories(bus.resolve("drivers/e1000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"drivers/e1000/bind", "drivers/e1000/unbind", "drivers_probe"})
    void aDeviceIsAbsentIfTheBusDoesNotListTheName(String file) {
        NamedDevice named = new NamedDevice(bus.resolve(file).toString());

        assertThat(named.isAbsent(ABSENT)).isTrue();
        assertThat(named.isAbsent(ABSENT + "\n")).isTrue();
        assertThat(named.isAbsent(PRESENT)).isFalse();
        assertThat(named.isAbsent(PRESENT + "\n")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", ".", "..", "a/b", "0000:01:00.0\u0000x", "0000:02:00.0\n\n", "0000 02", "a\u00fc"})
    void aTextThatIsNoNameIsUnknown(String text) {
        assertThat(new NamedDevice(bus.resolve("drivers/e1000/bind").toString()).isAbsent(text))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"drivers/e1000/new_id", "drivers/e1000/remove_id", "devices/0000:01:00.0/driver_override"})
    void aTextForAnotherFileNamesNoDevice(String file) {
        assertThat(new NamedDevice(bus.resolve(file).toString()).isAbsent(ABSENT))
                .isFalse();
    }

    @Test
    void withoutADirectoryOfDevicesNothingIsKnown() throws IOException {
        Files.delete(bus.resolve("devices").resolve(PRESENT));
        Files.delete(bus.resolve("devices"));

        assertThat(new NamedDevice(bus.resolve("drivers/e1000/bind").toString()).isAbsent(ABSENT))
                .isFalse();
    }
}
