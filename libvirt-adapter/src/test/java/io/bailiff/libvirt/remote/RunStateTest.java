// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.libvirt.GuestState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunStateTest {

    @ParameterizedTest
    @CsvSource({
        "0,0,RUNNING",
        "1,1,RUNNING",
        "2,0,RUNNING",
        "3,0,PAUSED",
        "3,1,PAUSED",
        "3,2,PAUSED",
        "3,5,PAUSED",
        "3,8,SHUTTING_DOWN",
        "3,10,CRASHED",
        "3,11,STARTING",
        "3,12,PAUSED",
        "3,99,PAUSED",
        "4,0,SHUTTING_DOWN",
        "4,1,SHUTTING_DOWN",
        "6,0,CRASHED",
        "6,1,CRASHED",
        "7,0,SUSPENDED",
        "99,0,UNKNOWN",
    })
    void theStateOfAGuestWithAProcessFollowsFromLibvirtsStateAndReason(int state, int reason, GuestState expected) {
        assertThat(new RunState(state, reason).whileActive()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"5,1", "5,3", "5,5"})
    void aShutOffStateOfAGuestWithAProcessIsUnknown(int state, int reason) {
        assertThat(new RunState(state, reason).whileActive()).isEqualTo(GuestState.UNKNOWN);
    }
}
