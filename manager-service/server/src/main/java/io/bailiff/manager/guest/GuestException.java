// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.HypervisorException;

/** libvirt did not execute a call, or could not be called. */
public final class GuestException extends Exception {

    private final Code code;

    GuestException(Code code, String message) {
        super(message);
        this.code = code;
    }

    GuestException(HypervisorException failure) {
        super("libvirt: " + failure.getMessage(), failure);
        this.code = switch (failure.code()) {
            case UNREACHABLE -> Code.AWAY;
            case BUSY -> Code.BUSY;
            case NO_GUEST, WRONG_STATE, REFUSED -> Code.REFUSED;
        };
    }

    /** Returns the message, in libvirt's words if libvirt has answered. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public Code code() {
        return code;
    }

    /** The kind of failure, by the possible reaction of the caller. */
    public enum Code {
        /** There is no connection. The call may or may not have taken effect: read the guest's state after the reconnection. */
        AWAY,
        /** Try again. */
        BUSY,
        /** Trying again changes nothing, as long as the guest stays in the same state. */
        REFUSED
    }
}
