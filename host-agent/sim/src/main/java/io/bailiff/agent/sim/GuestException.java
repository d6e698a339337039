package io.bailiff.agent.sim;

/** The simulated hypervisor does not do what was asked. */
public final class GuestException extends Exception {

    private final Code code;

    public GuestException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /** Why. */
    public enum Code {
        NO_GUEST,
        WRONG_STATE,
        REFUSED,
        BUSY
    }
}
