// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptorLimitTest {

    private static final String HEAD = "Limit                     Soft Limit           Hard Limit           Units     ";

    @Test
    void theSoftLimitCounts() {
        assertThat(DescriptorLimit.soft(List.of(
                        HEAD,
                        "Max cpu time              unlimited            unlimited            seconds   ",
                        "Max open files            1000                 524288               files     ")))
                .isEqualTo(1000);
    }

    @Test
    void aLimitThatIsNoNumberOrTooLargeIsNoLimit() {
        assertThat(DescriptorLimit.soft(
                        List.of("Max open files            unlimited            unlimited            files     ")))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(DescriptorLimit.soft(
                        List.of("Max open files            1073741816           1073741816           files     ")))
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void anUnknownLimitIsTheKernelsInitialLimit() {
        assertThat(DescriptorLimit.soft(List.of(HEAD))).isEqualTo(1024);
    }

    @Test
    void thisProcessHasALimit() {
        assertThat(DescriptorLimit.ofThisProcess()).isPositive();
        assertThat(FanotifyInterceptor.mostOpeners()).isBetween(1, 16_384);
    }
}
