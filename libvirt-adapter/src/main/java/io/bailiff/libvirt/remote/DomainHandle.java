// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import com.sun.jna.ptr.IntByReference;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.jna.DomainPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reference to one guest, to be closed by the caller that obtained the reference: libvirt-java would free the reference only
 * in a finalizer, at an unknown time. libvirt-java hides the native pointer. Calls that libvirt-java lacks use a second
 * reference, looked up on first need.
 */
final class DomainHandle implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DomainHandle.class);

    /** {@code virDomainXMLFlags}, libvirt-domain.h. */
    private static final int XML_INACTIVE = 2;

    private final CallConnection connection;
    private final Domain domain;
    private @Nullable DomainPointer pointer;

    private DomainHandle(CallConnection connection, Domain domain) {
        this.connection = connection;
        this.domain = domain;
    }

    /** Takes over a reference of libvirt-java. */
    static DomainHandle owning(CallConnection connection, Domain domain) {
        return new DomainHandle(connection, domain);
    }

    static DomainHandle lookUp(CallConnection connection, UUID guest) throws LibvirtFailure {
        return owning(connection, LibvirtCall.ask(() -> connection.libvirt().domainLookupByUUID(guest)));
    }

    /** Returns the guest's current XML: with the live devices if the guest runs, else the definition for the next start. */
    String xml() throws LibvirtFailure {
        return xml(0);
    }

    /** Returns the guest's definition for the next start. */
    String definitionXml() throws LibvirtFailure {
        return xml(XML_INACTIVE);
    }

    private String xml(int flags) throws LibvirtFailure {
        return LibvirtCall.ask(() -> domain.getXMLDesc(flags));
    }

    boolean persistent() throws LibvirtFailure {
        return LibvirtCall.ask(domain::isPersistent) == 1;
    }

    RunState state() throws LibvirtFailure {
        IntByReference state = new IntByReference();
        IntByReference reason = new IntByReference();
        check(connection.library().virDomainGetState(pointer(), state, reason, 0));
        return new RunState(state.getValue(), reason.getValue());
    }

    void attach(String deviceXml, int flags) throws LibvirtFailure {
        LibvirtCall.ask(() -> {
            domain.attachDeviceFlags(deviceXml, flags);
            return true;
        });
    }

    /**
     * Detaches a device. A live detach returns when the request is sent to the guest; a detach from the definition returns when
     * the change is done.
     */
    void detach(String alias, int flags) throws LibvirtFailure {
        check(connection.library().virDomainDetachDeviceAlias(pointer(), alias, flags));
    }

    /**
     * Shuts the guest down by the guest agent if the agent is connected, and by ACPI if not or if the agent fails
     * (qemu_driver.c, qemuDomainShutdownFlags). The two flags for agent and ACPI have the same effect, but libvirt 9.0 then
     * reports success for a guest that is off.
     */
    void shutdown() throws LibvirtFailure {
        LibvirtCall.ask(() -> {
            domain.shutdown();
            return true;
        });
    }

    void destroy(int flags) throws LibvirtFailure {
        check(connection.library().virDomainDestroyFlags(pointer(), flags));
    }

    void suspend() throws LibvirtFailure {
        LibvirtCall.ask(() -> {
            domain.suspend();
            return true;
        });
    }

    void resume() throws LibvirtFailure {
        LibvirtCall.ask(() -> {
            domain.resume();
            return true;
        });
    }

    void wake() throws LibvirtFailure {
        LibvirtCall.ask(() -> {
            domain.PMwakeup();
            return true;
        });
    }

    void start() throws LibvirtFailure {
        LibvirtCall.ask(domain::create);
    }

    /** Returns true if the next start restores a managed save image. */
    boolean saved() throws LibvirtFailure {
        return LibvirtCall.ask(domain::hasManagedSaveImage) == 1;
    }

    private DomainPointer pointer() throws LibvirtFailure {
        if (pointer == null) {
            String uuid = LibvirtCall.ask(domain::getUUIDString);
            DomainPointer found = connection
                    .library()
                    .virDomainLookupByUUIDString(connection.libvirt().pointer(), uuid);
            if (found == null) {
                throw new LibvirtFailure(LibvirtError.last(connection.library()));
            }
            pointer = found;
        }
        return pointer;
    }

    private void check(int result) throws LibvirtFailure {
        if (result < 0) {
            throw new LibvirtFailure(LibvirtError.last(connection.library()));
        }
    }

    @Override
    public void close() {
        if (pointer != null) {
            connection.library().virDomainFree(pointer);
            pointer = null;
        }
        try {
            domain.free();
        } catch (LibvirtException e) {
            LOG.warn("cannot free a reference to a guest: its connection stays open in libvirtd", e);
        }
    }
}
