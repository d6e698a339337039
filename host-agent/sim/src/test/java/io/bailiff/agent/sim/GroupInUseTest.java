// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GroupInUseTest {

    private static final PciAddress BRIDGE = PciAddress.parse("0000:01:00.0");
    private static final PciAddress PORT = PciAddress.parse("0000:02:01.0");
    private static final PciAddress SIBLING = PciAddress.parse("0000:02:01.1");
    private static final String DEATH = "host has crashed: kernel BUG at drivers/vfio/vfio.c";
    private static final long USER = 4242;

    @Test
    void anOldKernelDiesOfABindToAHostDriverAndNothingAnswersAfterwards() throws Exception {
        SimHost host = inUse(KernelFlavour.PANICS);
        AdministratorActions administrator = new AdministratorActions(host.files());
        administrator.override(SIBLING, "e1000");
        administrator.unbind(SIBLING, "vfio-pci");
        assertThatThrownBy(() -> administrator.bind(SIBLING, "e1000")).hasMessageContaining(DEATH);
        assertThat(host.kernel().crash())
                .hasValueSatisfying(why -> assertThat(why).contains("kernel BUG"));
        assertThatThrownBy(() -> host.files().read("/proc/sys/kernel/osrelease"))
                .hasMessageContaining(DEATH);
        assertThatThrownBy(() -> host.files().list("/sys")).hasMessageContaining(DEATH);
        assertThatThrownBy(() -> host.files().exists("/sys")).hasMessageContaining(DEATH);
        assertThatThrownBy(() -> host.files().load("nvme")).hasMessageContaining(DEATH);
        assertThat(host.kernel().ueventsAfter(0)).isNotEmpty();
    }

    @Test
    void anOldKernelDiesOfAProbeToo() throws Exception {
        SimHost host = inUse(KernelFlavour.PANICS);
        assertThatThrownBy(() -> new AdministratorActions(host.files()).move(SIBLING, "vfio-pci", "e1000"))
                .hasMessageContaining(DEATH);
    }

    @Test
    void anOldKernelDiesOfAModuleThatTakesALooseSibling() throws Exception {
        HostSpec spec = SimTopology.demo();
        DriverSpec late = DriverSpec.host("e1000-late", "e1000_late", IdMatch.device("8086", "1010"));
        SimHost host = SimHost.boot("old", KernelFlavour.PANICS, spec.with(late.notLoaded()), "boot");
        lend(host);
        new AdministratorActions(host.files()).move(SIBLING, "vfio-pci", "none");
        host.files().write("/sys/bus/pci/devices/" + SIBLING + "/driver_override", "\n");
        host.kernel().vfio().open(USER, PORT);
        assertThatThrownBy(() -> host.files().load("e1000-late")).hasMessageContaining(DEATH);
    }

    @Test
    void whoeverWaitsOnAHostThatDiesIsToldSo() throws Exception {
        SimHost host = inUse(KernelFlavour.PANICS);
        AdministratorActions administrator = new AdministratorActions(host.files());
        CompletableFuture<Throwable> waiting = inBackground(() -> administrator.unbind(PORT, "vfio-pci"));
        await().until(() -> host.files()
                .readLink("/sys/bus/pci/devices/" + PORT + "/driver")
                .isEmpty());
        assertThatThrownBy(() -> administrator.move(SIBLING, "vfio-pci", "e1000"))
                .hasMessageContaining(DEATH);
        assertThat(waiting.orTimeout(20, TimeUnit.SECONDS).join()).hasMessageContaining(DEATH);
    }

    @ParameterizedTest
    @EnumSource(KernelFlavour.class)
    void aHarmlessDriverMayTakeAMember(KernelFlavour flavour) throws Exception {
        SimHost host = inUse(flavour);
        host.files().load("pci-stub");
        new AdministratorActions(host.files()).move(SIBLING, "vfio-pci", "pci-stub");
        assertThat(host.kernel().crash()).isEmpty();
        assertThat(host.files().readLink("/sys/bus/pci/devices/" + SIBLING + "/driver"))
                .hasValueSatisfying(link -> assertThat(link).endsWith("/pci-stub"));
    }

    @Test
    void aRefusalSendsNoUevent() throws Exception {
        SimHost host = inUse(KernelFlavour.REFUSES);
        AdministratorActions administrator = new AdministratorActions(host.files());
        administrator.override(SIBLING, "e1000");
        administrator.unbind(SIBLING, "vfio-pci");
        long before = host.kernel().ueventsAfter(0).size();
        assertFails(HostError.BUSY, () -> administrator.bind(SIBLING, "e1000"));
        assertThat(host.kernel().ueventsAfter(before)).isEmpty();
    }

    @Test
    void aHotPlugBridgeIsInTheWayOnlyWhereOwnersAreTracked() throws Exception {
        SimHost young = SimHost.boot("young", KernelFlavour.REFUSES, SimTopology.withHotPlugBridge(), "boot");
        lend(young);
        assertThatThrownBy(() -> young.kernel().vfio().open(USER, PORT)).hasMessageContaining("not viable");
        young.files().load("pci-stub");
        new AdministratorActions(young.files()).move(BRIDGE, "shpchp", "pci-stub");
        young.kernel().vfio().open(USER, PORT);

        SimHost old = SimHost.boot("old", KernelFlavour.PANICS, SimTopology.withHotPlugBridge(), "boot");
        lend(old);
        old.kernel().vfio().open(USER, PORT);
    }

    /** The kernel takes the device lock for a look at the override (drivers/pci/pci-sysfs.c), until 7.0. */
    @ParameterizedTest
    @EnumSource(KernelFlavour.class)
    void whileAnUnbindWaitsForAUserSomeLooksWaitToo(KernelFlavour flavour) throws Exception {
        SimHost host = inUse(flavour);
        AdministratorActions administrator = new AdministratorActions(host.files());
        CompletableFuture<Throwable> unbind = inBackground(() -> administrator.unbind(PORT, "vfio-pci"));
        await().until(() -> host.files()
                .readLink("/sys/bus/pci/devices/" + PORT + "/driver")
                .isEmpty());
        CompletableFuture<Throwable> look =
                inBackground(() -> host.files().read("/sys/bus/pci/devices/" + PORT + "/driver_override"));
        CompletableFuture<Throwable> uevent =
                inBackground(() -> host.files().read("/sys/bus/pci/devices/" + PORT + "/uevent"));
        assertFails(
                HostError.TIMED_OUT,
                () -> host.files()
                        .writeDetached("/sys/bus/pci/drivers/vfio-pci/unbind", PORT.toString(), Duration.ofMillis(50)));
        assertThat(unbind).isNotDone();
        if (flavour.overrideTakesDeviceLock()) {
            assertThat(look).isNotDone();
        }
        assertThat(uevent).isNotDone();
        host.kernel().vfio().closeAll(USER);
        assertThat(unbind.orTimeout(20, TimeUnit.SECONDS).join()).isNull();
        assertThat(look.orTimeout(20, TimeUnit.SECONDS).join()).isNull();
        assertThat(uevent.orTimeout(20, TimeUnit.SECONDS).join()).isNull();
    }

    @Test
    void removingAFunctionInUseWaitsToo() throws Exception {
        SimHost host = inUse(KernelFlavour.REFUSES);
        assertFails(
                HostError.TIMED_OUT,
                () -> host.files()
                        .writeDetached("/sys/bus/pci/devices/" + PORT + "/remove", "1", Duration.ofMillis(50)));
        host.kernel().vfio().closeAll(USER);
        await().until(() -> !host.files().exists("/sys/bus/pci/devices/" + PORT));
    }

    private static SimHost inUse(KernelFlavour flavour) throws Exception {
        SimHost host = SimHost.demo(flavour);
        lend(host);
        host.kernel().vfio().open(USER, PORT);
        return host;
    }

    private static void lend(SimHost host) throws HostFileException {
        host.files().load("vfio-pci");
        AdministratorActions administrator = new AdministratorActions(host.files());
        administrator.move(PORT, "e1000", "vfio-pci");
        administrator.move(SIBLING, "e1000", "vfio-pci");
    }

    private static CompletableFuture<Throwable> inBackground(ThrowingCallable call) {
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread thread = new Thread(() -> outcome.complete(org.assertj.core.api.Assertions.catchThrowable(call)));
        thread.setDaemon(true);
        thread.start();
        return outcome;
    }

    private static void assertFails(HostError expected, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HostFileException.class,
                        failure -> assertThat(failure.error()).isEqualTo(expected));
    }
}
