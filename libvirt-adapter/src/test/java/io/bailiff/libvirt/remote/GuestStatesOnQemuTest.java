// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.GuestState;
import io.bailiff.libvirt.GuestStateContract;
import io.bailiff.libvirt.Hypervisor;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.libvirt.Domain;

/**
 * The contract on libvirt's real QEMU driver. The guests have firmware and at most a boot sector, so no guest answers a request; the
 * device is one that QEMU emulates.
 */
@Tag("host")
class GuestStatesOnQemuTest extends GuestStateContract {

    private static final String DEVICE = GuestXml.randomNumbers(ALIAS);
    private static final String PVPANIC = "<panic model='isa'/>";

    private final EmbeddedQemu qemu = EmbeddedQemu.ofThisProcess();
    private final EmbeddedQemu.Guests guests = qemu.guests();
    private final Map<UUID, Domain> domains = new HashMap<>();

    @AfterEach
    void end() throws Exception {
        guests.close();
    }

    @Override
    protected Hypervisor host() {
        return qemu.host();
    }

    @Override
    protected UUID start() throws Exception {
        return startWith(UUID.randomUUID(), DEVICE);
    }

    @Override
    protected UUID startAndSleep() throws Exception {
        return startAndAwait(BootSector.SLEEP, GuestState.SUSPENDED);
    }

    @Override
    protected UUID startAndCrash() throws Exception {
        return startAndAwait(BootSector.PANIC, GuestState.CRASHED);
    }

    private UUID startAndAwait(BootSector code, GuestState state) throws Exception {
        UUID uuid = UUID.randomUUID();
        startWith(uuid, DEVICE, PVPANIC, code.disk(qemu.file(uuid + ".img")));
        awaitState(uuid, state);
        return uuid;
    }

    @Override
    protected UUID startAndSave() throws Exception {
        UUID uuid = startWith(UUID.randomUUID());
        domain(uuid).managedSave();
        return uuid;
    }

    private UUID startWith(UUID uuid, String... devices) throws Exception {
        domains.put(uuid, guests.start(uuid, "guest-" + uuid, devices));
        return uuid;
    }

    @Override
    protected boolean hasDevice(UUID guest) throws Exception {
        return domain(guest).getXMLDesc(0).contains("<alias name='" + ALIAS + "'/>");
    }

    private Domain domain(UUID guest) {
        return Objects.requireNonNull(domains.get(guest));
    }
}
