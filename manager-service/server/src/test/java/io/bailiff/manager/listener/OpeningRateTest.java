// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpeningRateTest {

    private static final long SECOND = 1_000_000_000;
    private static final Caller ONE = new Caller("192.0.2.1", false);
    private static final Caller OTHER = new Caller("192.0.2.2", false);

    private final OpeningRate rate = new OpeningRate(2);

    @Test
    void aCallerHasANumberOfConnectionsInEachSecondWhateverOthersDo() {
        assertThat(rate.isExceeded(ONE, 0)).isFalse();
        assertThat(rate.isExceeded(ONE, 1)).isFalse();
        assertThat(rate.isExceeded(ONE, 2)).isTrue();
        assertThat(rate.isExceeded(OTHER, 3)).isFalse();
        assertThat(rate.isExceeded(ONE, SECOND)).isFalse();
        assertThat(rate.isExceeded(ONE, SECOND + 1)).isFalse();
        assertThat(rate.isExceeded(ONE, SECOND + 2)).isTrue();
    }
}
