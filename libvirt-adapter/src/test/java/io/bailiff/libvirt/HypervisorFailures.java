// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiff.libvirt.HypervisorException.Code;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What tests say of calls that fail. */
public final class HypervisorFailures {

    private HypervisorFailures() {}

    /** Fails unless the call ends with a {@link HypervisorException} of this code. */
    public static void assertFails(Code code, ThrowingCallable call) {
        assertThatExceptionOfType(HypervisorException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
