// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.ProcessSpec;
import io.bailiff.agent.sim.SimHost;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of procfs on a host with a lent virtual function 0000:02:10.0 of 0000:02:01.1, below the port 0000:00:05.0. */
class ProcFilesTest {

    private static final PciAddress VIRTUAL = PciAddress.parse("0000:02:10.0");
    private static final String READ_ONLY = "Read-only file system";

    @TempDir
    Path state;

    private GuardedHost host;
    private GroupFingerprint group;

    @BeforeEach
    void lendAVirtualFunction() throws Exception {
        SimHost sim = GuardedHost.bootWithVirtualFunctions();
        host = new GuardedHost(state, sim, true);
        host.begin(GuardedHost.policy(Policy.HOLD));
        group = host.lend(VIRTUAL, GuardedHost.OWNER);
    }

    @AfterEach
    void close() throws Exception {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"02/10.0", "02/01.1", "00/05.0"})
    void theFilesOfALentFunctionAndOfWhatItNeedsAreReadOnly(String name) throws Exception {
        String file = "/proc/bus/pci/" + name;
        assertThat(host.shell("echo x > " + file).error()).endsWith(READ_ONLY);
        assertThat(host.shell("cat " + file).error()).isEmpty();

        host.giveBack(group);

        assertThat(host.shell("echo x > " + file).error()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"02/10.1", "04/00.0", "00/06.0"})
    void theFileOfAnotherFunctionIsAsBefore(String name) {
        assertThat(host.shell("echo x > /proc/bus/pci/" + name).error()).isEmpty();
    }

    @Test
    void theFilesStayReadOnlyWhileNoAgentRuns() throws Exception {
        host.killAgent();
        assertThat(host.shell("echo x > /proc/bus/pci/02/10.0").error()).endsWith(READ_ONLY);
    }

    /** A container with a procfs of its own sees the file without the mount: docs/guard.md. */
    @Test
    void aContainerIsNotReached() {
        assertThat(host.shell(ProcessSpec.command("/usr/bin/bash").withOwnSysfs(), "echo x > /proc/bus/pci/02/10.0")
                        .error())
                .isEmpty();
    }

    @Test
    void aHostWithoutCoversReportsTheGap() throws Exception {
        host.close();
        host = new GuardedHost(state, host.sim, true);
        host.canCover = false;
        host.begin(GuardedHost.policy(Policy.HOLD));
        assertThat(host.guard().report().limits()).anyMatch(limit -> limit.contains("/proc/bus/pci"));
    }

    @ParameterizedTest
    @CsvSource({
        "0000:00:1f.3, 00/1f.3",
        "0000:c1:00.0, c1/00.0",
        "0001:04:00.0, 0001:04/00.0",
        "10000:e1:00.0, 10000:e1/00.0"
    })
    void aFileHasTheNameThatTheKernelGives(String address, String name) {
        assertThat(ProcFiles.name(PciAddress.parse(address))).isEqualTo(name);
    }
}
