// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static io.bailiff.libvirt.HypervisorFailures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.GuestState;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorException.Code;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.libvirt.Domain;

/** Guests of libvirt's QEMU driver, real QEMU processes with firmware only. */
@Tag("host")
@Tag("jdk")
class GuestsOnQemuTest {

    private final UUID uuid = UUID.randomUUID();
    private final String name = "guest-" + uuid;

    private EmbeddedQemu.Guests guests;
    private Hypervisor host;

    @BeforeEach
    void connect() {
        guests = EmbeddedQemu.ofThisProcess().guests();
        host = EmbeddedQemu.ofThisProcess().host();
    }

    @AfterEach
    void end() throws Exception {
        guests.close();
    }

    @Test
    void guestsAreListedWhetherTheyRunOrNot() throws Exception {
        UUID other = UUID.randomUUID();
        guests.define(uuid, name);
        guests.start(other, "guest-" + other);

        assertThat(host.guests())
                .filteredOn(guest -> guest.uuid().equals(uuid) || guest.uuid().equals(other))
                .extracting(Guest::uuid, Guest::state, Guest::active, Guest::persistent)
                .containsExactlyInAnyOrder(
                        tuple(uuid, GuestState.SHUT_OFF, false, true), tuple(other, GuestState.RUNNING, true, true));
    }

    @Test
    void aGuestIsFoundByItsNameAndByItsUuid() throws Exception {
        Guest found = host.guest(EmbeddedQemu.ofThisProcess().running()).orElseThrow();

        assertThat(found.name()).isEqualTo(EmbeddedQemu.RUNNING);
        assertThat(host.guest(EmbeddedQemu.RUNNING)).contains(found);
    }

    @Test
    void aMissingGuestIsEmptyAndNotAnError() throws Exception {
        assertThat(host.guest(uuid)).isEmpty();
        assertThat(host.guest("nobody")).isEmpty();
    }

    @Test
    void aGuestWithoutDefinitionIsGoneWhenTheGuestEnds() throws Exception {
        guests.startTransient(uuid, name);

        assertThat(host.guest(uuid).orElseThrow().persistent()).isFalse();

        host.destroy(uuid, false);
        assertThat(host.guest(uuid)).isEmpty();
    }

    @Test
    void eachBootOfAGuestHasItsOwnId() throws Exception {
        Domain domain = guests.start(uuid, name);
        Optional<String> first = host.guest(uuid).orElseThrow().domainInstance();
        host.destroy(uuid, false);
        assertThat(host.guest(uuid).orElseThrow().domainInstance()).isEmpty();
        domain.create();

        assertThat(host.guest(uuid).orElseThrow().domainInstance()).isPresent().isNotEqualTo(first);
    }

    @Test
    void theEventsOfAGuestArriveInOrder() throws Exception {
        try (EventLog log = new EventLog(host)) {
            Domain domain = guests.start(uuid, name);
            host.suspend(uuid);
            domain.resume();
            host.destroy(uuid, false);

            log.await(changed("stopped (destroyed)"));
            assertThat(log.all())
                    .containsSubsequence(
                            changed("defined (added)"),
                            changed("started (booted)"),
                            changed("suspended (paused)"),
                            changed("resumed (unpaused)"),
                            changed("stopped (destroyed)"));
        }
    }

    @Test
    void aSuspendedGuestIsPaused() throws Exception {
        guests.start(uuid, name);

        host.suspend(uuid);

        assertThat(host.guest(uuid).orElseThrow().state()).isEqualTo(GuestState.PAUSED);
    }

    @Test
    void aShutdownRequestReturnsAndAGuestThatIgnoresTheRequestKeepsRunning() throws Exception {
        UUID running = EmbeddedQemu.ofThisProcess().running();

        host.shutdown(running);
        host.shutdown(running);

        assertThat(host.guest(running).orElseThrow().state()).isEqualTo(GuestState.RUNNING);
    }

    @Test
    void aGuestIsDestroyedBySigtermAndBySigkill() throws Exception {
        Domain domain = guests.start(uuid, name);

        host.destroy(uuid, true);
        assertThat(host.guest(uuid).orElseThrow().state()).isEqualTo(GuestState.SHUT_OFF);

        domain.create();
        host.destroy(uuid, false);
        assertThat(host.guest(uuid).orElseThrow().state()).isEqualTo(GuestState.SHUT_OFF);
    }

    @Test
    void aGuestWhoseQemuWasKilledIsOff() throws Exception {
        guests.start(uuid, name);
        try (EventLog log = new EventLog(host)) {
            QemuProcess.of(uuid).destroyForcibly();

            log.await(changed("stopped (failed)"));
            assertThat(host.guest(uuid).orElseThrow().state()).isEqualTo(GuestState.SHUT_OFF);
        }
    }

    @Test
    void aRequestThatNeedsARunningGuestIsAWrongStateIfTheGuestIsOff() throws Exception {
        guests.define(uuid, name);

        assertFails(Code.WRONG_STATE, () -> host.shutdown(uuid));
        assertFails(Code.WRONG_STATE, () -> host.suspend(uuid));
        assertFails(Code.WRONG_STATE, () -> host.destroy(uuid, false));
        assertFails(Code.WRONG_STATE, () -> host.requestDetach(uuid, "ua-any"));
    }

    @Test
    void aNetworkThatLibvirtDoesNotHaveIsNoPool() throws Exception {
        guests.define(uuid, name, "<interface type='network'><source network='nowhere'/></interface>");

        assertThat(host.guest(uuid).orElseThrow().definedPools()).isEmpty();
    }

    @Test
    void everyRequestForAMissingGuestIsNoGuest() {
        assertFails(Code.NO_GUEST, () -> host.shutdown(uuid));
        assertFails(Code.NO_GUEST, () -> host.suspend(uuid));
        assertFails(Code.NO_GUEST, () -> host.destroy(uuid, true));
        assertFails(Code.NO_GUEST, () -> host.requestDetach(uuid, "ua-any"));
        assertFails(Code.NO_GUEST, () -> host.removeFromDefinition(uuid, "ua-any"));
    }

    private HypervisorEvent changed(String what) {
        return new HypervisorEvent.GuestChanged(uuid, name, what);
    }
}
