// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.HypervisorException;

/** Makes calls to one libvirt, for any number of threads. */
interface Calls extends AutoCloseable {

    /**
     * Makes a call on a connection.
     *
     * @throws HypervisorException the call's own exception; {@code BUSY} if too many calls wait for answers
     */
    <T> T call(Call<T> call) throws LibvirtFailure, HypervisorException;

    /** Closes all connections without a call. A connection in a call closes with the end of the call. */
    @Override
    void close();

    /** A piece of work on a connection. */
    @FunctionalInterface
    interface Call<T> {
        T on(CallConnection connection) throws LibvirtFailure, HypervisorException;
    }
}
