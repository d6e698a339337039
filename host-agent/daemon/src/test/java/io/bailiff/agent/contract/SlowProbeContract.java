// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.ContractHost;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The behaviour of a kernel with a driver that is still probing a function when another process pins, probes or unbinds the function. */
abstract class SlowProbeContract extends Contract {

    /** The limit for a write that must not wait for the probe; the probe itself never ends by time. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int ATTEMPTS = 3;

    private Optional<Runnable> slow = Optional.empty();

    @Override
    @AfterEach
    final void giveBack() throws HostFileException {
        slow.ifPresent(Runnable::run);
        super.giveBack();
    }

    @Test
    void aDriverThatMatchedBeforeThePinIsGoneAfterOneMoreUnbind() throws Exception {
        ContractHost.Stranger binder = startBind();
        administrator.override(subject, VFIO);
        for (int attempt = 1; attempt <= ATTEMPTS && !isOn(VFIO); attempt++) {
            if (isOn(host.hostDriver())) {
                administrator.unbind(subject, host.hostDriver());
            }
            administrator.probe(subject);
        }
        assertThat(bus.driver(subject)).hasValue(VFIO);
        await().until(binder::ended);
        assertThat(bus.driver(subject)).hasValue(VFIO);
    }

    /** unbind_store in drivers/base/bus.c looks at the driver without the device lock, and detaches under the lock. */
    @Test
    void anUnbindWaitsForTheProbeUnderWay() throws Exception {
        slow = host.slowProbes(subject);
        ContractHost.Stranger binder = startBind();
        await().until(() -> isOn(host.hostDriver()));
        ContractHost.Stranger unbinder =
                host.startWriter(PciBus.DRIVERS + host.hostDriver() + "/unbind", subject.toString());
        if (slow.isPresent()) {
            assertThat(isOn(host.hostDriver())).isTrue();
            assertThat(unbinder.ended()).isFalse();
            slow.get().run();
        }
        await().until(() -> binder.ended() && unbinder.ended());
        assertThat(unbinder.failure()).isEmpty();
        assertThat(bus.driver(subject)).isEmpty();
    }

    /** bus_rescan_devices_helper in drivers/base/bus.c: a function with a driver, even during the probe, is not probed. */
    @Test
    void aProbeDoesNotWaitForAProbeUnderWay() throws Exception {
        slow = host.slowProbes(subject);
        ContractHost.Stranger binder = startBind();
        await().until(() -> isOn(host.hostDriver()));
        files.writeDetached("/sys/bus/pci/drivers_probe", subject.toString(), PATIENCE);
        if (slow.isPresent()) {
            assertThat(binder.ended()).isFalse();
            slow.get().run();
        }
        await().until(binder::ended);
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
    }

    /** driver_override_store: under the device lock up to Linux 7.0, under a lock of its own from 7.1 on. */
    @Test
    void aPinWaitsForTheProbeUnderWayUnlessTheOverrideHasALockOfItsOwn() throws Exception {
        slow = host.slowProbes(subject);
        if (slow.isEmpty()) {
            return;
        }
        String override = PciBus.DEVICES + subject + "/driver_override";
        ContractHost.Stranger binder = startBind();
        await().until(() -> isOn(host.hostDriver()));
        if (host.flavour().overrideTakesDeviceLock()) {
            assertFails(HostError.TIMED_OUT, () -> files.writeDetached(override, VFIO, host.moment()));
        } else {
            files.writeDetached(override, VFIO, PATIENCE);
            assertThat(files.read(override)).isEqualTo(VFIO);
        }
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
        slow.get().run();
        await().until(binder::ended);
        assertThat(bus.driver(subject)).hasValue(host.hostDriver());
        await().until(() -> files.read(override).equals(VFIO));
    }

    private boolean isOn(String driver) throws HostFileException {
        return bus.driver(subject).equals(Optional.of(driver));
    }
}
