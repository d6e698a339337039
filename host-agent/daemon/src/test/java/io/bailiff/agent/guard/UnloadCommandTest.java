// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnloadCommandTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rmmod nvme",
                "/usr/sbin/rmmod -s nvme",
                "modprobe -r nvme",
                "/sbin/modprobe -rv nvme",
                "modprobe --remove nvme",
                "modprobe -r -C /etc/nothing nvme",
                "modprobe -rC/etc/nothing nvme",
                "modprobe --remove --dirname /host nvme",
                "modprobe --remove --showconfig nvme",
                // MODPROBE_OPTIONS may have the -r.
                "modprobe nvme",
                "kmod rmmod nvme",
                "kmod remove nvme",
                ClaimantReader.ENDED
            })
    void aProgramThatIsAboutToUnloadIsRecognized(String command) {
        assertThat(UnloadCommand.isUnload(command)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lsmod",
                "kmod list",
                "modprobe -r -n nvme",
                "modprobe -rn nvme",
                "modprobe -nr nvme",
                "modprobe -r --dry-run nvme",
                "modprobe -r --dry nvme",
                "modprobe -r --show nvme",
                "cat /sys/module/nvme/refcnt",
                "rmmod-later nvme",
                "a"
            })
    void aProgramThatShowsTheUseOfAModuleIsNot(String command) {
        assertThat(UnloadCommand.isUnload(command)).isFalse();
    }

    @Test
    void theNameAloneRulesOutMostPrograms() {
        assertThat(UnloadCommand.isPossible("rmmod")).isTrue();
        assertThat(UnloadCommand.isPossible("modprobe")).isTrue();
        assertThat(UnloadCommand.isPossible("kmod")).isTrue();
        assertThat(UnloadCommand.isPossible("lsmod")).isFalse();
        assertThat(UnloadCommand.isPossible("bash")).isFalse();
    }
}
