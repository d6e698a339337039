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
 * A reference to one guest, to be closed by whoever got it: libvirt-java would free it in a finalizer, some time. libvirt-java
 * hides its pointer, so calls that it lacks are made on a second reference, looked up when it is first needed.
 */
final class DomainHandle implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DomainHandle.class);

    /** {@code virDomainXMLFlags}, libvirt-domain.h. */
    private static final int XML_INACTIVE = 2;

    private final LibvirtSession session;
    private final Domain domain;
    private @Nullable DomainPointer pointer;

    private DomainHandle(LibvirtSession session, Domain domain) {
        this.session = session;
        this.domain = domain;
    }

    /** Takes over a reference of libvirt-java. */
    static DomainHandle owning(LibvirtSession session, Domain domain) {
        return new DomainHandle(session, domain);
    }

    static DomainHandle lookUp(LibvirtSession session, UUID guest) throws LibvirtFailure {
        return owning(session, LibvirtCall.ask(() -> session.connection().domainLookupByUUID(guest)));
    }

    /** The guest as it is: with its devices now if it runs, else as it would start. */
    String xml() throws LibvirtFailure {
        return xml(0);
    }

    /** What its next start would be. */
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
        check(session.library().virDomainGetState(pointer(), state, reason, 0));
        return new RunState(state.getValue(), reason.getValue());
    }

    void attach(String deviceXml, int flags) throws LibvirtFailure {
        LibvirtCall.ask(() -> {
            domain.attachDeviceFlags(deviceXml, flags);
            return true;
        });
    }

    /** Live: returns when the request is with the guest. In the definition: returns when it is done. */
    void detach(String alias, int flags) throws LibvirtFailure {
        check(session.library().virDomainDetachDeviceAlias(pointer(), alias, flags));
    }

    /**
     * By the guest agent if it is connected, and by ACPI if not or if it fails (qemu_driver.c, qemuDomainShutdownFlags). Asking
     * for the two by their flags would be the same, but then libvirt 9.0 reports success for a guest that is off.
     */
    void shutdown() throws LibvirtFailure {
        LibvirtCall.ask(() -> {
            domain.shutdown();
            return true;
        });
    }

    void destroy(int flags) throws LibvirtFailure {
        check(session.library().virDomainDestroyFlags(pointer(), flags));
    }

    void suspend() throws LibvirtFailure {
        LibvirtCall.ask(() -> {
            domain.suspend();
            return true;
        });
    }

    private DomainPointer pointer() throws LibvirtFailure {
        if (pointer == null) {
            String uuid = LibvirtCall.ask(domain::getUUIDString);
            DomainPointer found = session.library()
                    .virDomainLookupByUUIDString(session.connection().pointer(), uuid);
            if (found == null) {
                throw new LibvirtFailure(LibvirtError.last(session.library()));
            }
            pointer = found;
        }
        return pointer;
    }

    private void check(int result) throws LibvirtFailure {
        if (result < 0) {
            throw new LibvirtFailure(LibvirtError.last(session.library()));
        }
    }

    @Override
    public void close() {
        if (pointer != null) {
            session.library().virDomainFree(pointer);
            pointer = null;
        }
        try {
            domain.free();
        } catch (LibvirtException e) {
            LOG.warn("A reference to a guest could not be freed; its connection will not close", e);
        }
    }
}
