package io.bailiff.libvirt.remote;

import org.libvirt.LibvirtException;

/** A call of libvirt-java. */
@FunctionalInterface
interface LibvirtCall<T> {

    T make() throws LibvirtException;

    /** Makes the call, and turns its failure into ours. */
    static <T> T ask(LibvirtCall<T> call) throws LibvirtFailure {
        try {
            return call.make();
        } catch (LibvirtException e) {
            throw new LibvirtFailure(e);
        }
    }
}
