// SPDX-License-Identifier: Apache-2.0
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
import org.libvirt.jna.NetworkPointer;

/**
 * Native calls missing in libvirt-java 0.5.4, or present in a form that loses needed information. Names, signatures and return
 * values are libvirt's own (libvirt-domain.h, libvirt-host.h, virterror.h). All pointers are borrowed unless a call says
 * otherwise.
 */
interface NativeLibvirt extends Library {

    /** Loads the client library with the given linker name. */
    static NativeLibvirt load(String library) {
        return Native.load(library, NativeLibvirt.class, Map.of(OPTION_STRING_ENCODING, "UTF-8"));
    }

    int virInitialize();

    /** Sets the process-wide error handler. Without a handler libvirt prints errors to stderr. */
    void virSetErrorFunc(@Nullable Pointer userData, ErrorHandler handler);

    /** Returns the code of the last error on the calling thread; the two methods below return domain and message. */
    int virGetLastErrorCode();

    int virGetLastErrorDomain();

    String virGetLastErrorMessage();

    /** Returns a reference to be freed by the caller. */
    @Nullable
    DomainPointer virDomainLookupByUUIDString(ConnectionPointer connection, String uuid);

    /** Returns a reference to be freed by the caller. libvirt-java has the call too, but encodes the name in the platform's charset. */
    @Nullable
    DomainPointer virDomainLookupByName(ConnectionPointer connection, String name);

    int virDomainFree(DomainPointer domain);

    /** Returns a reference to be freed by the caller. libvirt-java encodes this name in the platform's charset, too. */
    @Nullable
    NetworkPointer virNetworkLookupByName(ConnectionPointer connection, String name);

    /** Returns text to be freed by the caller. */
    @Nullable
    Pointer virNetworkGetXMLDesc(NetworkPointer network, int flags);

    int virNetworkFree(NetworkPointer network);

    /** Fills 37 bytes; the last byte is zero. */
    int virDomainGetUUIDString(DomainPointer domain, byte[] uuid);

    @Nullable
    String virDomainGetName(DomainPointer domain);

    int virDomainGetState(DomainPointer domain, IntByReference state, IntByReference reason, int flags);

    /** Available since libvirt 4.4.0. */
    int virDomainDetachDeviceAlias(DomainPointer domain, String alias, int flags);

    int virDomainDestroyFlags(DomainPointer domain, int flags);

    /**
     * Registers a callback for one domain, or for all domains if {@code domain} is null. Returns the number for the
     * deregistration, or -1.
     */
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

    /** {@code virConnectDomainEventDeviceRemovedCallback} and two sibling callbacks with the same signature. */
    interface DeviceCallback extends Callback {
        void changed(Pointer connection, DomainPointer domain, Pointer alias, Pointer opaque);
    }

    /** {@code virConnectCloseFunc}. */
    interface CloseCallback extends Callback {
        void closed(Pointer connection, int reason, Pointer opaque);
    }
}
