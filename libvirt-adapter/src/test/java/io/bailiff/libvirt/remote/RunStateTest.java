// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.libvirt.GuestState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunStateTest {

    @ParameterizedTest
    @CsvSource({
        "1,1,true,RUNNING",
        "2,0,true,RUNNING",
        "3,1,true,PAUSED",
        "7,0,true,PAUSED",
        "4,1,true,SHUTTING_DOWN",
        "6,0,true,CRASHED",
        "5,1,false,SHUT_OFF",
        "5,3,false,CRASHED",
        "6,0,false,CRASHED",
        "0,0,true,UNKNOWN",
        "99,0,true,UNKNOWN",
        "5,1,true,UNKNOWN",
        "1,1,false,SHUT_OFF",
    })
    void theGuestStateFollowsFromLibvirtsStateAndTheProcess(
            int state, int reason, boolean active, GuestState expected) {
        assertThat(new RunState(state, reason).with(active)).isEqualTo(expected);
    }
}
