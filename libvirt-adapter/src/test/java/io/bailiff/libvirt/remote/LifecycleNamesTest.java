// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifecycleNamesTest {

    @ParameterizedTest
    @CsvSource({
        "0,0,defined (added)",
        "5,1,stopped (destroyed)",
        "5,5,stopped (failed)",
        "6,1,shutting down (by the guest)",
        "6,2,shutting down (by the host)",
        "8,0,crashed (panicked)",
        "5,99,stopped (99)",
        "5,-1,stopped (-1)",
        "42,3,event 42 (3)",
        "-1,0,event -1 (0)",
    })
    void knownEventsHaveNamesAndUnknownEventsHaveNumbers(int event, int detail, String name) {
        assertThat(LifecycleNames.of(event, detail)).isEqualTo(name);
    }
}
