// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import org.libvirt.LibvirtException;

/**
 * An error reported by libvirt.
 *
 * @param code {@code virErrorNumber}; libvirt-java knows the numbers up to 110 and reports 111 for all others
 * @param domain {@code virErrorDomain}: the part of libvirt that reports the error
 * @param message libvirt's own message
 */
record LibvirtError(int code, int domain, String message) {

    static final int NO_SUPPORT = 3;
    static final int INVALID_CONNECTION = 6;
    static final int RPC = 39;
    static final int NO_DOMAIN = 42;
    static final int NO_NETWORK = 43;
    static final int OPERATION_INVALID = 55;
    static final int OPERATION_TIMEOUT = 68;
    static final int OPERATION_ABORTED = 78;
    static final int AGENT_UNRESPONSIVE = 86;
    static final int RESOURCE_BUSY = 87;
    static final int AGENT_UNSYNCED = 97;
    static final int DEVICE_MISSING = 99;
    static final int AGENT_COMMAND_TIMEOUT = 112;

    /** The domain of errors between the client library and the daemon. */
    static final int FROM_RPC = 7;

    /**
     * Returns the error of the thread's last native call. Must be read before the next native call, even before a call that
     * frees memory.
     */
    static LibvirtError last(NativeLibvirt library) {
        return new LibvirtError(
                library.virGetLastErrorCode(), library.virGetLastErrorDomain(), library.virGetLastErrorMessage());
    }

    /**
     * Returns the error of libvirt-java's exception. The constants of libvirt-java's enums have the order of libvirt's numbers;
     * libvirt-java stores the number in no other form.
     */
    @SuppressWarnings("EnumOrdinal")
    static LibvirtError of(LibvirtException failure) {
        org.libvirt.Error error = failure.getError();
        return new LibvirtError(
                error.getCode().ordinal(), error.getDomain().ordinal(), String.valueOf(error.getMessage()));
    }
}
