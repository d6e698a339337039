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

    /** Ends the connections on which no call is in progress; the others end with their calls. */
    @Override
    void close();

    /** A piece of work on a connection. */
    @FunctionalInterface
    interface Call<T> {
        T on(CallConnection connection) throws LibvirtFailure, HypervisorException;
    }
}
