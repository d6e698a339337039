// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

/** A request to libvirt failed. */
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

    /** The kind of failure, by the caller's possible reaction. */
    public enum Code {
        /**
         * There is no connection, or the connection broke during the call. The effect of the call is unknown: read the guest,
         * then try again.
         */
        UNREACHABLE,
        /** libvirt reports that no such guest exists. */
        NO_GUEST,
        /** The guest's state does not allow the call: the guest is off, running, suspended or migrating. */
        WRONG_STATE,
        /** libvirt or QEMU refused the call; the message has the original error text. A retry changes nothing. */
        REFUSED,
        /** Another job holds the guest, the job was aborted, or a time limit passed. Try again. */
        BUSY
    }
}
