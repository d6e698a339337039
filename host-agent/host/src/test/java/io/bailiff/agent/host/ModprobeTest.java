// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("host")
class ModprobeTest {

    @Test
    void aModuleThatThisKernelHasNotIsNotThere(@TempDir Path empty) {
        assertThatExceptionOfType(HostFileException.class)
                .isThrownBy(() -> new Modprobe(empty).load("no-such-module"))
                .satisfies(failure -> assertThat(failure.error()).isEqualTo(HostError.NO_ENTRY))
                .withMessageContaining("no-such-module");
    }
}
