// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WriteOrderTest {

    @Test
    void anOrderIsReadAsItWasWritten() {
        WriteOrder order = new WriteOrder(16_000, 7, "/sys/bus/pci/drivers/\u00fc/bind");

        assertThat(order.bytes()).hasSize(WriteOrder.LENGTH);
        assertThat(WriteOrder.parse(order.bytes())).isEqualTo(order);
    }

    @Test
    void theLongestPlaceFitsAndALongerPlaceDoesNot() {
        String longest = "x".repeat(WriteOrder.LENGTH - 12);

        assertThat(WriteOrder.fits(longest)).isTrue();
        assertThat(WriteOrder.parse(new WriteOrder(1, 0, longest).bytes()).place())
                .isEqualTo(longest);
        assertThat(WriteOrder.fits(longest + "x")).isFalse();
    }
}
