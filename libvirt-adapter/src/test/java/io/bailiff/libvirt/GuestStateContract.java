// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

import static io.bailiff.libvirt.HypervisorFailures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.libvirt.HypervisorException.Code;
import io.bailiff.libvirt.xml.HostDevice;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The states of a guest, and the effect of each request in each state, of a guest that ignores every request. Both the real libvirt
 * and the simulated one are held to this.
 */
public abstract class GuestStateContract {

    /** The alias of the device of a guest with a device. */
    protected static final String ALIAS = "ua-bailiff-device";

    private static final HostDevice DEFINED_LATER = HostDevice.unmanaged("ua-bailiff-later", "0000:7f:1e.5");

    protected abstract Hypervisor host();

    /** Starts a persistent guest with a device. */
    protected abstract UUID start() throws Exception;

    /** Starts a persistent guest with a device, and waits until the guest has suspended itself to RAM. */
    protected abstract UUID startAndSleep() throws Exception;

    /** Starts a persistent guest with a device, and waits until the guest's kernel has panicked. */
    protected abstract UUID startAndCrash() throws Exception;

    /** Starts a persistent guest without a device, and saves the guest with a managed save image. */
    protected abstract UUID startAndSave() throws Exception;

    /** Returns true if the running guest has the device. */
    protected abstract boolean hasDevice(UUID guest) throws Exception;

    @Test
    protected void aPausedGuestRunsAgainAfterAResume() throws Exception {
        UUID guest = start();
        host().suspend(guest);
        host().suspend(guest);
        assertIs(guest, GuestState.PAUSED);

        host().resume(guest);

        assertIs(guest, GuestState.RUNNING);
    }

    @Test
    protected void aPausedGuestTakesAReleaseRequestAndDoesNotAnswer() throws Exception {
        UUID guest = start();
        host().suspend(guest);

        assertTakesAReleaseRequestAndDoesNotAnswer(guest, GuestState.PAUSED);
    }

    @Test
    protected void aPausedGuestCanNeitherBeShutDownNorWoken() throws Exception {
        UUID guest = start();
        host().suspend(guest);

        assertFails(Code.WRONG_STATE, () -> host().shutdown(guest));
        assertFails(Code.REFUSED, () -> host().wake(guest));

        assertIs(guest, GuestState.PAUSED);
    }

    @Test
    protected void aRunningGuestCanNeitherBeResumedNorWokenNorStarted() throws Exception {
        UUID guest = start();

        assertFails(Code.WRONG_STATE, () -> host().resume(guest));
        assertFails(Code.REFUSED, () -> host().wake(guest));
        assertFails(Code.WRONG_STATE, () -> host().start(guest));

        assertIs(guest, GuestState.RUNNING);
    }

    @Test
    protected void aGuestThatIsOffCanBeStartedOnly() throws Exception {
        UUID guest = start();
        String before = instance(guest);
        host().destroy(guest, false);
        assertFails(Code.WRONG_STATE, () -> host().resume(guest));
        assertFails(Code.WRONG_STATE, () -> host().wake(guest));
        assertFails(Code.WRONG_STATE, () -> host().shutdown(guest));
        assertIs(guest, GuestState.SHUT_OFF);

        host().start(guest);

        assertIs(guest, GuestState.RUNNING);
        assertThat(instance(guest)).isNotEqualTo(before);
        assertThat(hasDevice(guest)).isTrue();
    }

    @Test
    protected void aGuestThatSleepsTakesAReleaseRequestAndDoesNotAnswer() throws Exception {
        assertTakesAReleaseRequestAndDoesNotAnswer(startAndSleep(), GuestState.SUSPENDED);
    }

    @Test
    protected void aGuestThatSleepsRunsAgainOnlyAfterAWake() throws Exception {
        UUID guest = startAndSleep();
        assertFails(Code.WRONG_STATE, () -> host().suspend(guest));
        assertFails(Code.WRONG_STATE, () -> host().resume(guest));
        assertFails(Code.WRONG_STATE, () -> host().shutdown(guest));
        assertFails(Code.WRONG_STATE, () -> host().start(guest));
        assertIs(guest, GuestState.SUSPENDED);

        host().wake(guest);

        awaitState(guest, GuestState.RUNNING);
    }

    @Test
    protected void aCrashedGuestTakesAReleaseRequestAndDoesNotAnswer() throws Exception {
        assertTakesAReleaseRequestAndDoesNotAnswer(startAndCrash(), GuestState.CRASHED);
    }

    @Test
    protected void aCrashedGuestCanNeitherBeShutDownNorWokenNorStarted() throws Exception {
        UUID guest = startAndCrash();

        assertFails(Code.WRONG_STATE, () -> host().shutdown(guest));
        assertFails(Code.REFUSED, () -> host().wake(guest));
        assertFails(Code.WRONG_STATE, () -> host().start(guest));

        assertIs(guest, GuestState.CRASHED);
    }

    @Test
    protected void theProcessorsOfACrashedGuestRunAgainAfterAResume() throws Exception {
        UUID guest = startAndCrash();

        host().resume(guest);

        assertIs(guest, GuestState.RUNNING);
        assertThat(hasDevice(guest)).isTrue();
    }

    @Test
    protected void aGuestIsDestroyedInEveryStateWithAProcess() throws Exception {
        UUID paused = start();
        host().suspend(paused);

        assertIsDestroyed(paused);
        assertIsDestroyed(startAndSleep());
        assertIsDestroyed(startAndCrash());
    }

    @Test
    protected void aSavedGuestStartsWithTheDevicesOfTheImage() throws Exception {
        UUID guest = startAndSave();
        assertIs(guest, GuestState.SAVED);
        host().attach(guest, DEFINED_LATER);

        host().start(guest);

        assertIs(guest, GuestState.RUNNING);
        Guest now = host().guest(guest).orElseThrow();
        assertThat(now.liveDevices()).isEmpty();
        assertThat(now.definedDevices()).containsExactly(DEFINED_LATER);
        host().destroy(guest, false);
        assertIs(guest, GuestState.SHUT_OFF);
    }

    @Test
    protected void aMissingGuestIsNoGuest() {
        UUID missing = UUID.randomUUID();

        assertFails(Code.NO_GUEST, () -> host().resume(missing));
        assertFails(Code.NO_GUEST, () -> host().wake(missing));
        assertFails(Code.NO_GUEST, () -> host().start(missing));
    }

    private void assertTakesAReleaseRequestAndDoesNotAnswer(UUID guest, GuestState state) throws Exception {
        assertThat(host().requestDetach(guest, ALIAS)).isEqualTo(DetachRequest.SENT);

        assertThat(hasDevice(guest)).isTrue();
        assertIs(guest, state);
    }

    private void assertIsDestroyed(UUID guest) throws Exception {
        host().destroy(guest, false);
        assertIs(guest, GuestState.SHUT_OFF);
    }

    private void assertIs(UUID guest, GuestState state) throws HypervisorException {
        Guest now = host().guest(guest).orElseThrow();
        assertThat(now.state()).isEqualTo(state);
        assertThat(now.active()).isEqualTo(state != GuestState.SHUT_OFF && state != GuestState.SAVED);
    }

    /** Waits until the guest is in the state: libvirt changes the state at an event of QEMU. */
    protected void awaitState(UUID guest, GuestState state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> host().guest(guest).orElseThrow().state() == state);
    }

    private String instance(UUID guest) throws HypervisorException {
        return host().guest(guest).orElseThrow().domainInstance().orElseThrow();
    }
}
