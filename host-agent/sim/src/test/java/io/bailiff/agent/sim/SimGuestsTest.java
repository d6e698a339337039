// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimGuestsTest {

    private static final PciAddress PORT = PciAddress.parse("0000:02:01.0");
    private static final PciAddress SIBLING = PciAddress.parse("0000:02:01.1");
    private static final GuestTimings TIMINGS = new GuestTimings(
            Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(4), Duration.ofSeconds(5), Duration.ZERO);

    private final SimHost host = SimHost.demo(KernelFlavour.REFUSES);
    private final AdministratorActions administrator = new AdministratorActions(host.files());
    private final ManualClock clock = new ManualClock();
    private final SimGuests guests = SimGuests.on(host, TIMINGS, clock);

    @BeforeEach
    void loadVfio() throws HostFileException {
        host.files().load("vfio-pci");
    }

    @Test
    void aFunctionIsPluggedIntoARunningGuestAndItsGroupIsThenInUse() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.OBEDIENT);
        assertThat(guests.guest(guest).liveDevices())
                .containsExactly(new GuestView.Device("ua-nic", "0000:02:01.0", false));
        assertThat(guests.guest(guest).definedDevices()).hasSize(1);
        assertThat(vfioFilesOpen()).containsExactly("/dev/vfio/7");
    }

    @ParameterizedTest
    @EnumSource(KernelFlavour.class)
    void aGroupWithASiblingOnItsHostDriverIsNotViable(KernelFlavour flavour) throws Exception {
        SimHost other = SimHost.demo(flavour);
        SimGuests others = SimGuests.on(other, TIMINGS, clock);
        other.files().load("vfio-pci");
        new AdministratorActions(other.files()).move(PORT, "e1000", "vfio-pci");
        UUID guest = others.define("vm", GuestBehaviour.OBEDIENT);
        others.start(guest);
        assertThatThrownBy(() -> others.attach(guest, "ua-nic", PORT))
                .hasMessageContaining("group 7 is not viable")
                .hasMessageContaining("Please ensure all devices within the iommu_group are bound");
        assertThat(others.guest(guest).liveDevices()).isEmpty();
        assertThat(others.guest(guest).definedDevices()).isEmpty();
    }

    @Test
    void aFunctionThatIsNotOnAVfioDriverIsRefused() throws Exception {
        UUID guest = guests.define("vm", GuestBehaviour.OBEDIENT);
        guests.start(guest);
        assertThatThrownBy(() -> guests.attach(guest, "ua-nic", PORT))
                .isInstanceOfSatisfying(
                        GuestException.class,
                        refused -> assertThat(refused.code()).isEqualTo(GuestException.Code.REFUSED))
                .hasMessageContaining("failed to open /dev/vfio/7: No such file or directory");
    }

    @Test
    void aGroupThatAnotherGuestHasIsBusy() throws Exception {
        startedWithPort(GuestBehaviour.OBEDIENT);
        UUID other = guests.define("other", GuestBehaviour.OBEDIENT);
        guests.start(other);
        assertThatThrownBy(() -> guests.attach(other, "ua-nic", SIBLING))
                .hasMessageContaining("failed to open /dev/vfio/7: Device or resource busy");
        assertThatThrownBy(() -> guests.attach(other, "ua-nic", PORT)).hasMessageContaining("domain vm");
    }

    @Test
    void anObedientGuestLetsGoAndOnlyThenTheEventComes() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.OBEDIENT);
        assertThat(guests.requestDetach(guest, "ua-nic")).isEqualTo(SimGuests.DetachResult.SENT);
        assertThat(lastEvent().type()).isEqualTo(GuestEvent.Type.DeviceAdded);
        assertThat(vfioFilesOpen()).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(lastEvent().type()).isEqualTo(GuestEvent.Type.DeviceRemoved);
        assertThat(vfioFilesOpen()).isEmpty();
        assertThat(guests.guest(guest).liveDevices()).isEmpty();
        assertThat(guests.guest(guest).definedDevices()).hasSize(1);
    }

    @Test
    void theEventMayComeBeforeTheFileIsClosed() throws Exception {
        SimGuests hasty = SimGuests.on(host, TIMINGS.withCloseLag(Duration.ofSeconds(3)), clock);
        UUID guest = hasty.define("hasty", GuestBehaviour.OBEDIENT);
        hasty.start(guest);
        movePortsToVfio();
        hasty.attach(guest, "ua-nic", PORT);
        hasty.requestDetach(guest, "ua-nic");
        clock.advance(Duration.ofSeconds(1));
        assertThat(hasty.events().after(0))
                .last()
                .extracting(GuestEvent::type)
                .isEqualTo(GuestEvent.Type.DeviceRemoved);
        assertThat(vfioFilesOpen()).hasSize(1);
        clock.advance(Duration.ofSeconds(3));
        assertThat(vfioFilesOpen()).isEmpty();
    }

    @Test
    void theGroupStaysOpenUntilItsLastFunctionIsGone() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.OBEDIENT);
        guests.attach(guest, "ua-nic1", SIBLING);
        guests.requestDetach(guest, "ua-nic");
        clock.advance(Duration.ofSeconds(1));
        assertThat(vfioFilesOpen()).hasSize(1);
        guests.requestDetach(guest, "ua-nic1");
        clock.advance(Duration.ofSeconds(1));
        assertThat(vfioFilesOpen()).isEmpty();
    }

    @Test
    void aSecondRequestIsPendingUntilQemusGuardHasPassed() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.DEAF);
        assertThat(guests.requestDetach(guest, "ua-nic")).isEqualTo(SimGuests.DetachResult.SENT);
        assertThat(guests.requestDetach(guest, "ua-nic")).isEqualTo(SimGuests.DetachResult.ALREADY_PENDING);
        clock.advance(Duration.ofSeconds(5));
        assertThat(guests.requestDetach(guest, "ua-nic")).isEqualTo(SimGuests.DetachResult.SENT);
        assertThat(guests.requestDetach(guest, "ua-other")).isEqualTo(SimGuests.DetachResult.NOT_THERE);
    }

    @Test
    void aDeafGuestKeepsItsDeviceUntilItIsShutDown() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.DEAF);
        guests.requestDetach(guest, "ua-nic");
        clock.advance(Duration.ofHours(1));
        assertThat(vfioFilesOpen()).hasSize(1);
        guests.shutdown(guest);
        clock.advance(Duration.ofSeconds(4));
        assertThat(guests.guest(guest).state()).isEqualTo(GuestView.State.SHUT_OFF);
        assertThat(vfioFilesOpen()).isEmpty();
        assertThat(lastEvent().what()).isEqualTo("shut down");
    }

    @Test
    void aGuestInItsFirmwareEndsOnlyByForce() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.FIRMWARE);
        guests.requestDetach(guest, "ua-nic");
        guests.shutdown(guest);
        clock.advance(Duration.ofHours(1));
        assertThat(guests.guest(guest).liveDevices()).hasSize(1);
        guests.destroy(guest, false);
        assertThat(vfioFilesOpen()).isEmpty();
        assertThat(guests.guest(guest).domainInstance()).isNull();
    }

    @Test
    void aPausedGuestAnswersWhenItIsResumed() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.OBEDIENT);
        guests.suspend(guest);
        guests.requestDetach(guest, "ua-nic");
        clock.advance(Duration.ofHours(1));
        assertThat(guests.guest(guest).liveDevices()).hasSize(1);
        guests.resume(guest);
        clock.advance(Duration.ofSeconds(1));
        assertThat(guests.guest(guest).liveDevices()).isEmpty();
    }

    @Test
    void aGuestThatSleepsAnswersAfterAWake() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.OBEDIENT);
        guests.control().sleep(guest);
        guests.requestDetach(guest, "ua-nic");
        clock.advance(Duration.ofHours(1));
        assertThat(guests.guest(guest).liveDevices()).hasSize(1);
        guests.wake(guest);
        clock.advance(Duration.ofSeconds(1));
        assertThat(guests.guest(guest).liveDevices()).isEmpty();
    }

    @Test
    void aCrashedGuestDoesNotAnswerAfterAResumeEither() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.OBEDIENT);
        guests.control().crash(guest);
        guests.requestDetach(guest, "ua-nic");
        guests.resume(guest);
        guests.shutdown(guest);
        clock.advance(Duration.ofHours(1));
        assertThat(guests.guest(guest).state()).isEqualTo(GuestView.State.RUNNING);
        assertThat(guests.guest(guest).liveDevices()).hasSize(1);
        guests.destroy(guest, false);
        guests.start(guest);
        guests.requestDetach(guest, "ua-nic");
        clock.advance(Duration.ofSeconds(1));
        assertThat(guests.guest(guest).liveDevices()).isEmpty();
    }

    @Test
    void aGuestThatHasPoweredOffAnswersNothingAndKeepsItsFilesUntilItsProcessEnds() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.OBEDIENT);
        guests.control().powerOff(guest);
        assertThat(guests.guest(guest).state()).isEqualTo(GuestView.State.SHUTTING_DOWN);
        guests.requestDetach(guest, "ua-nic");
        guests.resume(guest);
        assertFails(GuestException.Code.WRONG_STATE, () -> guests.shutdown(guest));
        clock.advance(Duration.ofHours(1));
        assertThat(guests.guest(guest).state()).isEqualTo(GuestView.State.SHUTTING_DOWN);
        assertThat(vfioFilesOpen()).hasSize(1);
        guests.destroy(guest, true);
        assertThat(vfioFilesOpen()).isEmpty();
    }

    @Test
    void aGuestThatIsBeingStartedIsHeldByItsStartForEveryCallButADestroy() throws Exception {
        movePortsToVfio();
        UUID guest = guests.define("vm", GuestBehaviour.OBEDIENT);
        guests.attach(guest, "ua-nic", PORT);
        guests.control().beginStart(guest);
        assertThat(guests.guest(guest).state()).isEqualTo(GuestView.State.STARTING);
        assertThat(vfioFilesOpen()).hasSize(1);
        assertBusy(() -> guests.requestDetach(guest, "ua-nic"));
        assertBusy(() -> guests.removeFromDefinition(guest, "ua-nic"));
        assertBusy(() -> guests.attach(guest, "ua-nic1", SIBLING, Affected.CONFIG));
        assertBusy(() -> guests.attach(guest, "ua-nic1", SIBLING));
        assertBusy(() -> guests.shutdown(guest));
        assertBusy(() -> guests.suspend(guest));
        assertBusy(() -> guests.resume(guest));
        assertBusy(() -> guests.wake(guest));
        guests.destroy(guest, false);
        assertThat(vfioFilesOpen()).isEmpty();
        guests.control().beginStart(guest);
        guests.control().finishStart(guest);
        assertThat(guests.guest(guest).state()).isEqualTo(GuestView.State.RUNNING);
    }

    @Test
    void aGuestWithAFunctionCannotBeSaved() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.OBEDIENT);
        assertFails(GuestException.Code.WRONG_STATE, () -> guests.control().save(guest));
        assertThat(guests.guest(guest).state()).isEqualTo(GuestView.State.RUNNING);
    }

    @Test
    void aGuestStartsWithWhatItsDefinitionHasAsADomainInstanceOfItsOwn() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.OBEDIENT);
        String firstInstance = guests.guest(guest).domainInstance();
        guests.destroy(guest, false);
        guests.start(guest);
        assertThat(guests.guest(guest).domainInstance()).isNotEqualTo(firstInstance);
        assertThat(guests.guest(guest).liveDevices()).hasSize(1);
        guests.destroy(guest, false);
        guests.removeFromDefinition(guest, "ua-nic");
        guests.start(guest);
        assertThat(guests.guest(guest).liveDevices()).isEmpty();
    }

    @Test
    void aGuestWhoseDeviceIsGoneDoesNotStartAndHoldsNothing() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.OBEDIENT);
        guests.attach(guest, "ua-nic1", SIBLING);
        guests.destroy(guest, false);
        administrator.move(SIBLING, "vfio-pci", "e1000");
        assertThatThrownBy(() -> guests.start(guest)).hasMessageContaining("group 7 is not viable");
        assertThat(guests.guest(guest).state()).isEqualTo(GuestView.State.SHUT_OFF);
        assertThat(vfioFilesOpen()).isEmpty();
    }

    @Test
    void theKernelsOwnRequestMakesAnObedientGuestLetGo() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.OBEDIENT);
        Thread unbind = new Thread(() -> {
            try {
                administrator.unbind(PORT, "vfio-pci");
            } catch (HostFileException failure) {
                throw new AssertionError(failure);
            }
        });
        unbind.start();
        org.awaitility.Awaitility.await().until(() -> !host.kernel().log().isEmpty());
        org.awaitility.Awaitility.await().until(() -> {
            clock.advance(Duration.ofSeconds(1));
            return guests.guest(guest).liveDevices().isEmpty();
        });
        unbind.join();
        assertThat(host.files().readLink("/sys/bus/pci/devices/" + PORT + "/driver"))
                .isEmpty();
    }

    @Test
    void libvirtGetsNoAnswerFromAStoppedProcessAndOnlySigkillEndsIt() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.OBEDIENT);
        guests.control().behaves(guest, GuestBehaviour.STOPPED);
        assertBusy(() -> guests.requestDetach(guest, "ua-nic"));
        assertBusy(() -> guests.removeFromDefinition(guest, "ua-nic"));
        assertBusy(() -> guests.attach(guest, "ua-nic1", SIBLING));
        assertBusy(() -> guests.shutdown(guest));
        assertBusy(() -> guests.suspend(guest));
        assertBusy(() -> guests.destroy(guest, true));
        assertThat(vfioFilesOpen()).hasSize(1);
        guests.destroy(guest, false);
        assertThat(vfioFilesOpen()).isEmpty();
        String instance = guests.control().commands(guest).get(0).domainInstance();
        assertThat(guests.control().commands(guest))
                .containsExactly(
                        new GuestCommand(instance, GuestCommand.Kind.SIGTERM),
                        new GuestCommand(instance, GuestCommand.Kind.SIGKILL));
    }

    @Test
    void nothingEndsAProcessThatIsStuckInTheKernel() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.STUCK);
        guests.requestDetach(guest, "ua-nic");
        guests.shutdown(guest);
        clock.advance(Duration.ofHours(1));
        assertBusy(() -> guests.destroy(guest, true));
        assertBusy(() -> guests.destroy(guest, false));
        assertThat(vfioFilesOpen()).hasSize(1);
    }

    @Test
    void aSlowGuestTakesItsTimeUnlessItGetsRoundToItEarlier() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.SLOW);
        guests.requestDetach(guest, "ua-nic");
        clock.advance(Duration.ofSeconds(19));
        assertThat(guests.guest(guest).liveDevices()).hasSize(1);
        guests.control().obey(guest);
        assertThat(guests.guest(guest).liveDevices()).isEmpty();
        guests.shutdown(guest);
        clock.advance(Duration.ofSeconds(23));
        assertThat(guests.guest(guest).domainInstance()).isNotNull();
        clock.advance(Duration.ofSeconds(1));
        assertThat(guests.guest(guest).domainInstance()).isNull();
    }

    @Test
    void whatLingersIsOpenUntilTheProcessClosesIt() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.OBEDIENT);
        guests.control().lingers(guest, true);
        guests.requestDetach(guest, "ua-nic");
        clock.advance(Duration.ofHours(1));
        assertThat(guests.guest(guest).liveDevices()).isEmpty();
        assertThat(guests.control().open(guest)).containsExactly(PORT);
        assertThat(guests.control().isOpen(PORT)).isTrue();
        assertThat(vfioFilesOpen()).hasSize(1);
        guests.control().closeFiles(guest);
        assertThat(guests.control().isOpen(PORT)).isFalse();
        assertThat(vfioFilesOpen()).isEmpty();
    }

    @Test
    void aGuestWithoutADefinitionIsGoneWhenItEnds() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.OBEDIENT);
        guests.control().undefine(guest);
        assertThat(guests.guest(guest).persistent()).isFalse();
        assertThat(guests.guest(guest).definedDevices()).isEmpty();
        guests.control().end(guest);
        assertThat(guests.all()).isEmpty();
        assertThat(vfioFilesOpen()).isEmpty();
    }

    @Test
    void aGuestThatIsStartedAgainByHandHasWhatItWasGivenInANewRun() throws Exception {
        UUID guest = startedWithPort(GuestBehaviour.OBEDIENT);
        String before = guests.guest(guest).domainInstance();
        guests.removeFromDefinition(guest, "ua-nic");
        guests.control().restart(guest, Map.of("ua-other", SIBLING));
        assertThat(guests.guest(guest).domainInstance()).isNotNull().isNotEqualTo(before);
        assertThat(guests.guest(guest).liveDevices())
                .containsExactly(new GuestView.Device("ua-other", SIBLING.toString(), false));
    }

    private static void assertBusy(ThrowingCallable call) {
        assertFails(GuestException.Code.BUSY, call);
    }

    private static void assertFails(GuestException.Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        GuestException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private UUID startedWithPort(GuestBehaviour behaviour) throws Exception {
        movePortsToVfio();
        UUID guest = guests.define("vm", behaviour);
        guests.start(guest);
        guests.attach(guest, "ua-nic", PORT);
        return guest;
    }

    private void movePortsToVfio() throws HostFileException {
        administrator.move(PORT, "e1000", "vfio-pci");
        administrator.move(SIBLING, "e1000", "vfio-pci");
    }

    private GuestEvent lastEvent() {
        List<GuestEvent> events = guests.events().after(0);
        return events.get(events.size() - 1);
    }

    private List<String> vfioFilesOpen() throws HostFileException {
        List<String> open = new java.util.ArrayList<>();
        for (String pid : host.files().list("/proc")) {
            if (pid.matches("[0-9]+")) {
                for (String file : host.files().list("/proc/" + pid + "/fd")) {
                    host.files()
                            .readLink("/proc/" + pid + "/fd/" + file)
                            .filter(target -> target.matches("/dev/vfio/[0-9]+"))
                            .ifPresent(open::add);
                }
            }
        }
        return open;
    }
}
