// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.AttachContract;
import io.bailiff.libvirt.DetachRequest;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.xml.HostDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.libvirt.Domain;

/**
 * The contract on libvirt's real QEMU driver. A machine without IOMMU cannot plug a PCI function into a running guest: the device of
 * the running guest is a tablet that QEMU emulates, that of the definition a PCI function, and both have the one alias. A call for both
 * lists is made with the tablet. One guest serves all tests: each leaves it running, without the device.
 */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttachOnQemuTest extends AttachContract {

    private static final String ALIAS = "ua-bailiff-device";
    private static final HostDevice FUNCTION = HostDevice.unmanaged(ALIAS, "0000:7f:1e.5");
    private static final int INACTIVE = 2;

    private final UUID uuid = UUID.randomUUID();
    private final String name = "guest-" + uuid;
    private final Hypervisor host = EmbeddedQemu.ofThisProcess().host();
    private final EmbeddedQemu.Guests guests = EmbeddedQemu.ofThisProcess().guests();
    private Domain domain;

    @SuppressWarnings("NullAway.Init")
    AttachOnQemuTest() {}

    @BeforeAll
    void start() throws Exception {
        domain = guests.start(uuid, name);
    }

    @AfterEach
    void withoutTheDevice() throws Exception {
        definitionCannotBeStored(false);
        guests.define(uuid, name);
        if (domain.isActive() == 0) {
            domain.create();
        } else if (isLive()) {
            domain.detachDeviceFlags(GuestXml.tablet(ALIAS), Affect.LIVE);
            awaitRelease();
        }
    }

    @AfterAll
    void end() throws Exception {
        guests.close();
    }

    @Override
    protected void attach(Target target) throws HypervisorException {
        switch (target) {
            case LIVE -> attach(GuestXml.tablet(ALIAS), Affect.LIVE);
            case CONFIG -> attach(HostDeviceXml.write(FUNCTION), Affect.CONFIG);
            case BOTH -> attach(GuestXml.tablet(ALIAS), Affect.LIVE | Affect.CONFIG);
        }
    }

    @Override
    protected void defineUnderAnotherAlias() throws HypervisorException {
        attach(HostDeviceXml.write(HostDevice.unmanaged("ua-bailiff-other", FUNCTION.address())), Affect.CONFIG);
    }

    private void attach(String xml, int flags) throws HypervisorException {
        try {
            LibvirtCall.ask(() -> {
                domain.attachDeviceFlags(xml, flags);
                return true;
            });
        } catch (LibvirtFailure failure) {
            throw ErrorMapping.exception(failure, true);
        }
    }

    @Override
    protected DetachRequest requestDetach() throws HypervisorException {
        return host.requestDetach(uuid, ALIAS);
    }

    @Override
    protected void awaitRelease() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !isLive());
    }

    @Override
    protected void removeFromDefinition() throws HypervisorException {
        host.removeFromDefinition(uuid, ALIAS);
    }

    @Override
    protected void turnOff() throws HypervisorException {
        host.destroy(uuid, false);
    }

    /** libvirt writes a definition beside the old one first (util/virfile.c, virFileRewrite). */
    @Override
    protected void definitionCannotBeStored(boolean now) {
        Path beside = EmbeddedQemu.ofThisProcess().definition(name + ".xml.new");
        try {
            if (now) {
                Files.createDirectory(beside);
            } else {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected boolean isLive() throws HypervisorException {
        return shows(0) && host.guest(uuid).orElseThrow().active();
    }

    @Override
    protected boolean isDefined() throws HypervisorException {
        return shows(INACTIVE);
    }

    private boolean shows(int flags) throws HypervisorException {
        try {
            return LibvirtCall.ask(() -> domain.getXMLDesc(flags)).contains("<alias name='" + ALIAS + "'/>");
        } catch (LibvirtFailure failure) {
            throw ErrorMapping.exception(failure, true);
        }
    }
}
