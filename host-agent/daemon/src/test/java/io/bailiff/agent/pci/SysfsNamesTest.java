// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SysfsNamesTest {

    @Test
    void aPathNamesTheFunctionsFromTheRootOfTheBusDown() {
        assertThat(SysfsNames.functions("/sys/devices/pci0000:00/0000:00:01.0/0000:01:1f.7/nvme/nvme0/nvme0n1"))
                .extracting(PciAddress::toString)
                .containsExactly("0000:00:01.0", "0000:01:1f.7");
    }

    @Test
    void aFunctionBehindAControllerHasADomainOfMoreThanFourDigits() {
        assertThat(SysfsNames.functions("/sys/devices/pci0000:00/0000:00:0e.0/pci10000:e0/10000:e1:00.0/nvme"))
                .extracting(PciAddress::toString)
                .containsExactly("0000:00:0e.0", "10000:e1:00.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pci0000:00", "0000:00", "0000:01:20.0", "0000:01:00.8", "01:00.0", "1-1:1.0", "virtio0", ""})
    void anotherNameIsNoFunction(String name) {
        assertThat(SysfsNames.address(name)).isEmpty();
    }

    @Test
    void theLastNameOfALinkIsTheNameOfTheDriver() {
        assertThat(SysfsNames.last("../../../bus/pci/drivers/e1000")).isEqualTo("e1000");
        assertThat(SysfsNames.last("e1000")).isEqualTo("e1000");
    }
}
