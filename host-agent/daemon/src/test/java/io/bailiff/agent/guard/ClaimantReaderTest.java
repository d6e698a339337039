// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.LinuxFiles;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.ProcessSpec;
import io.bailiff.agent.sim.SimHost;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClaimantReaderTest {

    private static final String CONTAINER = "ab".repeat(32);

    private final SimHost sim = SimHost.demo(KernelFlavour.REFUSES);
    private final ClaimantReader claimants = new ClaimantReader(sim.files());

    @Test
    void aCommandInASessionIsKnownByItsShellAndItsUser() {
        long pid = sim.processes().start(ProcessSpec.command("/usr/bin/tee", "/sys/bus/pci/drivers_probe"));
        Claimant who = claimants.of(pid);
        assertThat(who.command()).isEqualTo("tee /sys/bus/pci/drivers_probe");
        assertThat(who.uid()).isZero();
        assertThat(who.loginUid()).isZero();
        assertThat(who.unit()).isEqualTo("session-3.scope");
        assertThat(who.parents()).extracting(Claimant.Parent::command).contains("bash --login");
        assertThat(who.container()).isNull();
    }

    @Test
    void aServiceHasItsUnitAndNoLogin() {
        long pid = sim.processes().start(ProcessSpec.service("backup.service", "/usr/bin/backup"));
        Claimant who = claimants.of(pid);
        assertThat(who.unit()).isEqualTo("backup.service");
        assertThat(who.loginUid()).isNull();
    }

    @Test
    void aContainerIsKnownByItsId() {
        String docker = "/system.slice/docker-" + CONTAINER + ".scope";
        assertThat(inCgroup(docker).container()).isEqualTo(CONTAINER);
        assertThat(inCgroup("/kubepods.slice/kubepods-pod1.slice/cri-containerd-" + CONTAINER + ".scope")
                        .container())
                .isEqualTo(CONTAINER);
        assertThat(inCgroup("/docker/" + CONTAINER).container()).isEqualTo(CONTAINER);
    }

    private Claimant inCgroup(String cgroup) {
        return claimants.of(
                sim.processes().start(ProcessSpec.command("/usr/bin/sh").inCgroup(cgroup)));
    }

    @Test
    void theControlGroupIsTheHostsAlsoInACgroupNamespace() {
        String way = "/../../..";
        assertThat(ClaimantReader.absolute(way + "/system.slice/x.service", way + "/init.scope"))
                .isEqualTo("/system.slice/x.service");
        assertThat(ClaimantReader.absolute("/x.service", way + "/init.scope")).isEqualTo("./x.service");
        assertThat(ClaimantReader.absolute("/system.slice/x.service", "/init.scope"))
                .isEqualTo("/system.slice/x.service");
        assertThat(ClaimantReader.absolute("", "/init.scope")).isEmpty();
    }

    @Test
    void theFactsOfAnEndedProcessAreMissing() {
        Claimant who = claimants.of(99_999);
        assertThat(who.pid()).isEqualTo(99_999);
        assertThat(who.command()).isEqualTo("a process that has ended");
        assertThat(who.startedAt()).isNull();
    }

    @Test
    void aCommandLineCannotBreakALine() {
        assertThat(ClaimantReader.printable("a\nb\u001b[2J\u202ec")).isEqualTo("a\\u000ab\\u001b[2J\\u202ec");
        assertThat(ClaimantReader.printable("x".repeat(600))).hasSize(500).endsWith("…");
    }

    @Test
    void onlyTheBeginningOfALongCommandLineIsRead() {
        CountedCalls calls = new CountedCalls();
        long pid = sim.processes().start(ProcessSpec.command("/usr/bin/tee", "x".repeat(100_000)));
        Claimant who = new ClaimantReader(calls.of(HostFiles.class, sim.files())).of(pid);

        assertThat(who.command()).startsWith("tee x").hasSize(500);
        assertThat(calls.all()).doesNotContain("read /proc/" + pid + "/cmdline");
    }

    @Test
    void thisVeryProcessIsFoundOnThisMachine() {
        Claimant who = new ClaimantReader(new LinuxFiles(Path.of("/")))
                .of(ProcessHandle.current().pid());
        assertThat(who.command()).contains("java");
        assertThat(who.startedAt())
                .isBetween(Instant.now().minusSeconds(86_400), Instant.now().plusSeconds(60));
        assertThat(who.parents()).isNotEmpty();
    }
}
