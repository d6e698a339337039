// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static io.bailiff.agent.guard.GuardedHost.PORT_0;
import static io.bailiff.agent.guard.GuardedHost.PORT_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.sim.KernelFlavour;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests changes of a lent group that open no control file. */
class UnannouncedTest {

    private static final String RESCAN = "echo 1 > /sys/bus/pci/rescan\n";

    @TempDir
    Path state;

    @SuppressWarnings("NullAway.Init")
    private GuardedHost host;

    private void boot(KernelFlavour flavour) throws Exception {
        host = new GuardedHost(state, flavour, true);
        host.begin(GuardPolicy.normal());
    }

    @AfterEach
    void theKernelHasNotCrashed() throws Exception {
        assertThat(host.sim.kernel().crash()).isEmpty();
        host.close();
    }

    @Test
    void aFunctionThatAppearsInALentGroupIsPinnedUntilTheReattach() throws Exception {
        boot(KernelFlavour.REFUSES);
        host.sim.files().write("/sys/bus/pci/devices/" + PORT_1 + "/remove", "1");
        GroupFingerprint group = host.lend();
        long guest = host.startGuest();
        assertThat(host.shell(RESCAN).error()).isEmpty();
        await().until(() -> of(Kind.FUNCTION_APPEARED).isPresent());
        assertThat(of(Kind.FUNCTION_APPEARED)).hasValueSatisfying(claim -> {
            assertThat(claim.status()).isEqualTo(Status.PREVENTED);
            assertThat(claim.function()).isEqualTo(PORT_1);
            assertThat(claim.groups()).containsExactly(group);
        });
        await().until(() -> "vfio-pci".equals(host.override(PORT_1)));
        assertThat(host.driver(PORT_1)).isNull();
        host.endGuest(guest);
        host.giveBack(group);
        await().until(() -> "e1000".equals(host.driver(PORT_1)));
        assertThat(host.override(PORT_1)).isNull();
        assertThat(host.driver(PORT_0)).isEqualTo("e1000");
    }

    @Test
    void aVanishedMemberIsReported() throws Exception {
        boot(KernelFlavour.REFUSES);
        GroupFingerprint group = host.lend();
        host.sim.files().write("/sys/bus/pci/devices/" + PORT_1 + "/remove", "1");
        await().until(() -> of(Kind.FUNCTION_VANISHED).isPresent());
        host.giveBack(group);
        assertThat(host.driver(PORT_0)).isEqualTo("e1000");
        assertThat(host.groups.lent().all()).isEmpty();
    }

    @Test
    void aMemberThatVanishesAndReappearsIsPinnedAgain() throws Exception {
        boot(KernelFlavour.REFUSES);
        GroupFingerprint group = host.lend();
        long guest = host.startGuest();
        host.sim.files().write("/sys/bus/pci/devices/" + PORT_1 + "/remove", "1");
        host.sim.files().write("/sys/bus/pci/rescan", "1");
        await().until(() -> "vfio-pci".equals(host.override(PORT_1)));
        host.endGuest(guest);
        host.giveBack(group);
        assertThat(host.driver(PORT_1)).isEqualTo("e1000");
        assertThat(host.override(PORT_1)).isNull();
    }

    @Test
    void aRescanIsDeniedIfANewFunctionWouldCrashTheKernel() throws Exception {
        boot(KernelFlavour.PANICS);
        host.sim.files().write("/sys/bus/pci/devices/" + PORT_1 + "/remove", "1");
        GroupFingerprint group = host.lend();
        long guest = host.startGuest();
        assertThat(host.shell(RESCAN).error()).contains("Operation not permitted");
        assertThat(host.awaitClaim(Status.DENIED).message()).isEqualTo(Verdicts.RESCAN);
        host.endGuest(guest);
        host.giveBack(group);
        assertThat(host.shell(RESCAN).error()).isEmpty();
        assertThat(host.driver(PORT_1)).isEqualTo("e1000");
    }

    @Test
    void aLoadedDriverIsReportedIfItFitsAMember() throws Exception {
        boot(KernelFlavour.PANICS);
        host.lend();
        host.startGuest();
        assertThat(host.shell("rmmod e1000\nmodprobe e1000\n").error()).isEmpty();
        await().until(() -> of(Kind.DRIVER_LOADED).isPresent());
        assertThat(host.driver(PORT_1)).isEqualTo("vfio-pci");
    }

    @Test
    void theFilesOfADriverLoadedLaterAreGuarded() throws Exception {
        boot(KernelFlavour.PANICS);
        host.lend();
        host.shell("rmmod e1000\nmodprobe e1000\n").error();
        await().until(() -> of(Kind.DRIVER_LOADED).isPresent());
        host.shell("echo " + PORT_1 + " > /sys/bus/pci/drivers/e1000/bind").error();
        await().until(() -> of(Kind.BIND).isPresent());
    }

    @Test
    void theFilesOfADriverAreGuardedEvenIfItsUeventWasLost() throws Exception {
        boot(KernelFlavour.PANICS);
        host.lend();
        host.uevents.loseNext(100);
        host.shell("rmmod e1000\nmodprobe e1000\n").error();
        await().until(() -> {
            host.shell("echo " + PORT_1 + " > /sys/bus/pci/drivers/e1000/bind").error();
            return of(Kind.BIND).isPresent();
        });
    }

    @Test
    void aSyntheticUeventIsIgnored() throws Exception {
        boot(KernelFlavour.REFUSES);
        host.lend();
        host.shell("echo remove > /sys/bus/pci/devices/" + PORT_1 + "/uevent").error();
        host.shell("echo " + PORT_1 + " > /sys/bus/pci/drivers_probe").error();
        await().until(() -> of(Kind.PROBE).isPresent());
        assertThat(of(Kind.FUNCTION_VANISHED)).isEmpty();
    }

    private Optional<ClaimReport> of(Kind kind) {
        List<ClaimReport> claims = host.guard().claims();
        return claims.stream().filter(claim -> claim.kind() == kind).findFirst();
    }
}
