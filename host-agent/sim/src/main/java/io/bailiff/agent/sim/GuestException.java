// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

/** The simulated hypervisor rejects a call. */
public final class GuestException extends Exception {

    private final Code code;

    public GuestException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /** The reason of the rejection. */
    public enum Code {
        NO_GUEST,
        WRONG_STATE,
        REFUSED,
        BUSY
    }
}
