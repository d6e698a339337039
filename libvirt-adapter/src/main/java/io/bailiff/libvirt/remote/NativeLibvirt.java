package io.bailiff.libvirt.remote;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/**
 * What libvirt-java 0.5.4 lacks, or has in a form that loses what we need. Names, signatures and return values are
 * libvirt's own (libvirt-domain.h, libvirt-host.h, virterror.h). All pointers are borrowed unless the call says otherwise.
 */
interface NativeLibvirt extends Library {

    /** Loads the client library that is known to the linker by this name. */
    static NativeLibvirt load(String library) {
        return Native.load(library, NativeLibvirt.class, Map.of(OPTION_STRING_ENCODING, "UTF-8"));
    }

    int virInitialize();

    /** Errors are printed to stderr unless a handler is set; one for the process. */
    void virSetErrorFunc(@Nullable Pointer userData, ErrorHandler handler);

    /** Of the last call on this thread, as the two below. */
    int virGetLastErrorCode();

    int virGetLastErrorDomain();

    String virGetLastErrorMessage();

    /** The caller frees what it gets. */
    @Nullable
    DomainPointer virDomainLookupByUUIDString(ConnectionPointer connection, String uuid);

    /** The caller frees what it gets. libvirt-java has it too, but spells the name in the platform's encoding. */
    @Nullable
    DomainPointer virDomainLookupByName(ConnectionPointer connection, String name);

    int virDomainFree(DomainPointer domain);

    /** Fills 37 bytes, the last of them zero. */
    int virDomainGetUUIDString(DomainPointer domain, byte[] uuid);

    @Nullable
    String virDomainGetName(DomainPointer domain);

    int virDomainGetState(DomainPointer domain, IntByReference state, IntByReference reason, int flags);

    /** Since libvirt 4.4.0. */
    int virDomainDetachDeviceAlias(DomainPointer domain, String alias, int flags);

    int virDomainDestroyFlags(DomainPointer domain, int flags);

    /** A null domain means all of them. Returns what it is deregistered by, or -1. */
    int virConnectDomainEventRegisterAny(
            ConnectionPointer connection,
            @Nullable DomainPointer domain,
            int event,
            Callback callback,
            Pointer opaque,
            @Nullable Callback free);

    int virConnectDomainEventDeregisterAny(ConnectionPointer connection, int registration);

    int virConnectRegisterCloseCallback(
            ConnectionPointer connection, CloseCallback callback, Pointer opaque, @Nullable Callback free);

    int virConnectUnregisterCloseCallback(ConnectionPointer connection, CloseCallback callback);

    /** {@code virErrorFunc}. */
    interface ErrorHandler extends Callback {
        void failed(Pointer userData, Pointer error);
    }

    /** {@code virConnectDomainEventCallback}, for event 0. */
    interface LifecycleCallback extends Callback {
        int changed(Pointer connection, DomainPointer domain, int event, int detail, Pointer opaque);
    }

    /** {@code virConnectDomainEventDeviceRemovedCallback} and its two siblings, which look the same. */
    interface DeviceCallback extends Callback {
        void changed(Pointer connection, DomainPointer domain, Pointer alias, Pointer opaque);
    }

    /** {@code virConnectCloseFunc}. */
    interface CloseCallback extends Callback {
        void closed(Pointer connection, int reason, Pointer opaque);
    }
}
