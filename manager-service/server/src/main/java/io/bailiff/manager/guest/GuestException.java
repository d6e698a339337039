package io.bailiff.manager.guest;

import io.bailiff.libvirt.HypervisorException;

/** libvirt did not do what was asked, or could not be asked. */
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

    /** In libvirt's words. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public Code code() {
        return code;
    }

    /** What the caller can do about it. */
    public enum Code {
        /** There is no connection. It is not known whether the call took effect: look, when there is one again. */
        AWAY,
        /** Try again. */
        BUSY,
        /** Trying again changes nothing, as long as the guest is as it is. */
        REFUSED
    }
}
