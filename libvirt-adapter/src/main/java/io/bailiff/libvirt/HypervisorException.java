package io.bailiff.libvirt;

/** libvirt did not do what was asked. */
public final class HypervisorException extends Exception {

    private final Code code;

    public HypervisorException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public HypervisorException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /** What kind of failure it is, by what the caller can do about it. */
    public enum Code {
        /** No connection, or it broke during the call: it is not known whether the call took effect. Look, then try again. */
        UNREACHABLE,
        /** libvirt says that there is no such guest. */
        NO_GUEST,
        /** The guest is not in a state for this: it is off, or paused, or migrating. */
        WRONG_STATE,
        /** libvirt or QEMU refused; the message has their words. Trying again changes nothing. */
        REFUSED,
        /** Another job holds the guest, or a time limit passed. Try again. */
        BUSY
    }
}
