// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import org.libvirt.LibvirtException;

/** The failure of a native call. The exception stays inside the package; {@link ErrorMapping} translates the failure for callers. */
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
