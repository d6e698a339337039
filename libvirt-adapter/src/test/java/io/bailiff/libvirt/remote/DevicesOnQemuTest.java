// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bailiff.libvirt.DetachRequest;
import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import io.bailiff.libvirt.xml.HostDevice;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.libvirt.Domain;

/**
 * Devices of real QEMU guests. A machine without IOMMU cannot give a PCI function to a running guest, so what needs one is
 * shown with devices that QEMU emulates; the lab shows the rest.
 */
@Tag("host")
@Tag("jdk")
class DevicesOnQemuTest {

    private static final HostDevice NIC = HostDevice.unmanaged("ua-bailiff-nic", "0000:7f:1e.5");

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
    void aGuestThatIsOffGetsTheFunctionInTheDefinition() throws Exception {
        guests.define(uuid, name);

        host.attach(uuid, NIC);

        assertThat(guest().definedDevices()).containsExactly(NIC);
        assertThat(guest().liveDevices()).isEmpty();
    }

    @Test
    void attachingAnAttachedFunctionChangesNothing() throws Exception {
        guests.define(uuid, name);
        host.attach(uuid, NIC);

        host.attach(uuid, NIC);

        assertThat(guest().definedDevices()).containsExactly(NIC);
    }

    @Test
    void anAliasThatAnotherFunctionHasIsRefused() throws Exception {
        guests.define(uuid, name);
        host.attach(uuid, NIC);

        assertRefused(NIC.address(), HostDevice.unmanaged("ua-bailiff-nic", "0000:7f:1e.6"));
        assertThat(guest().definedDevices()).containsExactly(NIC);
    }

    @Test
    void aFunctionThatTheGuestHasUnderAnotherAliasIsRefused() throws Exception {
        guests.define(uuid, name);
        host.attach(uuid, NIC);

        assertRefused("ua-bailiff-nic", HostDevice.unmanaged("ua-bailiff-other", NIC.address()));
    }

    @Test
    void aRejectedAttachToARunningGuestChangesNeitherTheGuestNorTheDefinition() throws Exception {
        UUID running = EmbeddedQemu.ofThisProcess().running();

        assertRefused(running, "passthrough", NIC);

        Guest guest = host.guest(running).orElseThrow();
        assertThat(guest.liveDevices()).isEmpty();
        assertThat(guest.definedDevices()).isEmpty();
    }

    @Test
    void anAliasThatLibvirtWouldDropIsRejected() throws Exception {
        guests.define(uuid, name);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> host.attach(uuid, HostDevice.unmanaged("nic0", NIC.address())))
                .withMessageContaining("ua-");
    }

    @Test
    void aFunctionIsRemovedFromTheDefinitionAndRemovingItAgainIsNoError() throws Exception {
        guests.define(uuid, name);
        host.attach(uuid, NIC);

        host.removeFromDefinition(uuid, "ua-bailiff-nic");
        host.removeFromDefinition(uuid, "ua-bailiff-nic");

        assertThat(guest().definedDevices()).isEmpty();
    }

    @Test
    void removingFromAGuestWithoutDefinitionIsNoError() throws Exception {
        guests.startTransient(uuid, name, GuestXml.tablet("ua-tablet"));

        host.removeFromDefinition(uuid, "ua-tablet");

        assertThat(host.requestDetach(uuid, "ua-tablet")).isEqualTo(DetachRequest.SENT);
    }

    @Test
    void detachingAMissingDeviceReturnsNotThere() throws Exception {
        UUID running = EmbeddedQemu.ofThisProcess().running();

        assertThat(host.requestDetach(running, "ua-nobody")).isEqualTo(DetachRequest.NOT_THERE);
    }

    @Test
    void pluggingAndUnpluggingPostAnEventEach() throws Exception {
        Domain domain = guests.start(uuid, name);
        try (EventLog log = new EventLog(host)) {
            domain.attachDeviceFlags(GuestXml.tablet("ua-tablet"), Affect.LIVE);
            log.await(new HypervisorEvent.DeviceAdded(uuid, "ua-tablet"));

            assertThat(host.requestDetach(uuid, "ua-tablet")).isEqualTo(DetachRequest.SENT);

            log.await(new HypervisorEvent.DeviceRemoved(uuid, "ua-tablet"));
            assertThat(host.requestDetach(uuid, "ua-tablet")).isEqualTo(DetachRequest.NOT_THERE);
        }
    }

    @Test
    void anIgnoredRequestLeavesTheDeviceInTheGuest() throws Exception {
        Domain domain = guests.start(uuid, name, GuestXml.randomNumbers("ua-rng"));

        assertThat(host.requestDetach(uuid, "ua-rng")).isEqualTo(DetachRequest.SENT);
        assertThat(host.requestDetach(uuid, "ua-rng")).isIn(DetachRequest.ALREADY_PENDING, DetachRequest.SENT);

        assertThat(domain.getXMLDesc(0)).contains("ua-rng");
    }

    @Test
    void aDefinedFunctionOfEveryKindIsRead() throws Exception {
        guests.define(uuid, name, """
                <interface type='hostdev' managed='yes'>
                  <source><address type='pci' domain='0x0000' bus='0x7f' slot='0x1e' function='0x6'/></source>
                </interface>
                """, """
                <hostdev mode='subsystem' type='pci' managed='no'>
                  <source><address domain='0x0001' bus='0x7f' slot='0x1e' function='0x7'/></source>
                  <alias name='ua-sibling'/>
                  <address type='unassigned'/>
                </hostdev>
                """);

        assertThat(guest().definedDevices())
                .containsExactlyInAnyOrder(
                        new HostDevice(Optional.empty(), "0000:7f:1e.6", true),
                        HostDevice.unmanaged("ua-sibling", "0001:7f:1e.7"));
    }

    private Guest guest() throws HypervisorException {
        return host.guest(uuid).orElseThrow();
    }

    private void assertRefused(String words, HostDevice device) {
        assertRefused(uuid, words, device);
    }

    private void assertRefused(UUID guest, String words, HostDevice device) {
        assertThatExceptionOfType(HypervisorException.class)
                .isThrownBy(() -> host.attach(guest, device))
                .withMessageContaining(words)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(Code.REFUSED));
    }
}
