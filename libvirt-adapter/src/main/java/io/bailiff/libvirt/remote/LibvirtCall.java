// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import org.libvirt.LibvirtException;

/** A call of libvirt-java. */
@FunctionalInterface
interface LibvirtCall<T> {

    T make() throws LibvirtException;

    /** Makes the call, and converts libvirt-java's exception to {@link LibvirtFailure}. */
    static <T> T ask(LibvirtCall<T> call) throws LibvirtFailure {
        try {
            return call.make();
        } catch (LibvirtException e) {
            throw new LibvirtFailure(e);
        }
    }
}
