package io.bailiff.libvirt.remote;

import org.libvirt.LibvirtException;

/** A native call failed. Stays inside this package; {@link ErrorMapping} says what it means to a caller. */
final class LibvirtFailure extends Exception {

    private static final long serialVersionUID = 1;

    private final transient LibvirtError error;

    LibvirtFailure(LibvirtError error) {
        super(error.message());
        this.error = error;
    }

    LibvirtFailure(LibvirtException cause) {
        super(cause);
        this.error = LibvirtError.of(cause);
    }

    LibvirtError error() {
        return error;
    }

    boolean is(int code) {
        return error.code() == code;
    }
}
