// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.Way.Scope;
import io.bailiff.agent.guard.Way.Treatment;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.ProcessSpec;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimProcesses;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each row of the table that holds or refuses, tried on a simulated host with a lent virtual function in a slot. */
class RefusedFilesTest {

    private static final PciAddress VIRTUAL = PciAddress.parse("0000:02:10.0");
    private static final PciAddress PHYSICAL = PciAddress.parse("0000:02:01.1");
    private static final PciAddress BRIDGE = PciAddress.parse("0000:00:05.0");
    private static final String CONFIG = PciBus.DEVICES + VIRTUAL + "/config";

    /** A directory around the lent function, and the least number of files there that the guard holds or refuses. */
    private enum Place {
        MEMBER(Scope.MEMBER, PciBus.DEVICES + VIRTUAL, 13),
        PHYSICAL(Scope.PHYSICAL, PciBus.DEVICES + RefusedFilesTest.PHYSICAL, 9),
        BRIDGE(Scope.BRIDGE, PciBus.DEVICES + RefusedFilesTest.BRIDGE, 7),
        SLOT(Scope.SLOT, "/sys/bus/pci/slots/3", 2),
        GROUP(Scope.GROUP, "/sys/kernel/iommu_groups/30", 1);

        private final Scope scope;
        private final String directory;
        private final int least;

        Place(Scope scope, String directory, int least) {
            this.scope = scope;
            this.directory = directory;
            this.least = least;
        }
    }

    @TempDir
    Path state;

    private GuardedHost host;
    private HostFiles stranger;

    @BeforeEach
    void lendAVirtualFunction() throws Exception {
        SimHost sim = GuardedHost.bootWithVirtualFunctions();
        sim.kernel().slots().add("3", "0000:02:01");
        host = new GuardedHost(state, sim, true);
        host.begin(GuardPolicy.normal());
        host.lend(VIRTUAL, GuardedHost.OWNER);
        stranger = sim.filesAs(sim.processes().start(ProcessSpec.command("/usr/bin/bash")));
    }

    @AfterEach
    void theKernelHasNotCrashed() throws Exception {
        assertThat(host.sim.kernel().crash()).isEmpty();
        host.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyFileOfTheTableIsTreatedAsTheTableSays(Place place) throws Exception {
        List<String> tried = new ArrayList<>();
        for (String name : names(place)) {
            Optional<Way> way =
                    Ways.find(place.scope, name).filter(it -> it.treatment().isGuarded());
            if (way.isPresent()) {
                tried.add(name);
                String path = place.directory + "/" + name;
                if (way.get().treatment() == Treatment.REFUSE) {
                    isRefused(path, way.get());
                } else {
                    isHeld(path, way.get());
                }
            }
        }
        assertThat(tried).as("files of %s", place).hasSizeGreaterThanOrEqualTo(place.least);
    }

    private List<String> names(Place place) throws Exception {
        List<String> names = new ArrayList<>(host.sim.files().list(place.directory));
        if (names.contains("power") && place.scope != Scope.SLOT) {
            names.add("power/control");
        }
        return names;
    }

    private void isRefused(String path, Way way) {
        int before = host.claims(Status.DENIED).size();
        assertThat(failureOf(() -> write(stranger, path))).as(path).hasMessageContaining("Operation not permitted");
        List<ClaimReport> denied = host.claims(Status.DENIED);
        assertThat(denied).as(path).hasSize(before + 1);
        ClaimReport claim = denied.get(before);
        assertThat(claim.kind()).as(path).isEqualTo(Kind.RECONFIGURE);
        assertThat(claim.message()).isEqualTo(Verdicts.NEVER + way.reason());
        assertThat(claim.function()).isEqualTo(VIRTUAL);
        assertThat(host.claims(Status.HELD)).isEmpty();
        assertThat(failureOf(() -> write(stranger, path))).isNotNull();
        assertThat(host.claims(Status.DENIED)).as("a repeated attempt").hasSize(before + 1);
    }

    private void isHeld(String path, Way way) throws Exception {
        String value = path.endsWith("driver_override") ? "none" : path.endsWith("remove") ? "1" : "0";
        GuardedHost.Running shell = host.shell("echo " + value + " > " + path);
        await(path).until(() -> !host.claims(Status.HELD).isEmpty());
        assertThat(way.treatment()).isEqualTo(Treatment.HOLD);
        host.sim.processes().kill(shell.pid());
        await(path).until(() -> host.claims(Status.HELD).isEmpty());
    }

    private static void write(HostFiles files, String path) throws Exception {
        if (path.endsWith("/config")) {
            files.writeBytes(path, 4, new byte[] {0, 0});
        } else {
            files.write(path, "1");
        }
    }

    /** Makes a call of a process, and returns its failure or null. A call that is held for good fails the test. */
    private static @Nullable Throwable failureOf(ThrowingCallable call) {
        CompletableFuture<Optional<Throwable>> outcome =
                CompletableFuture.supplyAsync(() -> Optional.ofNullable(catchThrowable(call)));
        return outcome.orTimeout(60, TimeUnit.SECONDS).join().orElse(null);
    }

    @Test
    void aReaderPassesWithoutAClaim() throws Exception {
        assertThat(failureOf(() -> stranger.readBytes(CONFIG, 64))).isNull();
        for (String path : List.of(
                PciBus.overrideFile(VIRTUAL),
                PciBus.DEVICES + VIRTUAL + "/power/control",
                "/sys/kernel/iommu_groups/30/type")) {
            assertThat(failureOf(() -> stranger.read(path))).as(path).isNull();
        }
        assertThat(host.guard().claims()).isEmpty();
    }

    @Test
    void anOpenerOfUnknownPurposeCountsAsAWriter() throws Exception {
        host.hideAccess();
        assertThat(failureOf(() -> stranger.readBytes(CONFIG, 64))).hasMessageContaining("Operation not permitted");
    }

    @Test
    void theFilesOfAnotherFunctionAreNobodysConcern() throws Exception {
        stranger.write(PciBus.DEVICES + GuardedHost.DISK + "/reset", "1");
        stranger.write(PciBus.DEVICES + GuardedHost.DISK + "/power/control", "auto");
        assertThat(host.sim.kernel().setting(GuardedHost.DISK, "reset")).contains("1");
        assertThat(host.guard().claims()).isEmpty();
    }

    @Test
    void theFenceWritesTheConfigurationOfAMember() throws Exception {
        assertThat(host.guard()
                        .fence(new PciBus(host.sim.files())
                                .groupOf(VIRTUAL)
                                .orElseThrow()
                                .fingerprint())
                        .cleared())
                .containsExactly(VIRTUAL);
        assertThat(host.guard().claims()).isEmpty();
    }

    @Test
    void libvirtIsRefusedTheConfigurationOfAFunctionOnVfioPciWhichLibvirtNeverResets() throws Exception {
        HostFiles libvirt = host.sim.filesAs(SimProcesses.LIBVIRTD);
        assertThat(failureOf(() -> write(libvirt, CONFIG))).hasMessageContaining("Operation not permitted");
    }

    @Test
    void aWriteOfThePinPassesAndAnyOtherOverrideIsHeldWithItsValue() throws Exception {
        assertThat(host.shell("echo vfio-pci > " + PciBus.overrideFile(VIRTUAL)).error())
                .isEmpty();
        assertThat(host.shell("echo > " + PciBus.overrideFile(PHYSICAL)).error())
                .isEmpty();
        assertThat(host.guard().claims()).isEmpty();
        host.shell("echo igbvf > " + PciBus.overrideFile(VIRTUAL));
        ClaimReport claim = host.awaitClaim(Status.HELD);
        assertThat(claim.kind()).isEqualTo(Kind.OVERRIDE);
        assertThat(claim.function()).isEqualTo(VIRTUAL);
        assertThat(claim.what()).isEqualTo("set the driver_override of " + VIRTUAL + " to igbvf");
        assertThat(host.override(VIRTUAL)).isEqualTo("vfio-pci");
    }

    @Test
    void driverctlIsHeldAtTheOverrideAndWorksAfterTheRelease() throws Exception {
        String driverctl = "echo igbvf > " + PciBus.overrideFile(VIRTUAL) + "\n"
                + "echo " + VIRTUAL + " > /sys/bus/pci/drivers/vfio-pci/unbind\n"
                + "echo " + VIRTUAL + " > /sys/bus/pci/drivers_probe\n";
        GuardedHost.Running shell = host.shell(driverctl);
        ClaimReport claim = host.awaitClaim(Status.HELD);
        host.giveBack(claim.groups().get(0));
        assertThat(shell.error()).isEmpty();
        assertThat(host.driver(VIRTUAL)).isEqualTo("igbvf");
        assertThat(host.override(VIRTUAL)).isEqualTo("igbvf");
    }
}
