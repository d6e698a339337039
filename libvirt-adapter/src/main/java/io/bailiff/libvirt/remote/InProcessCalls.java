// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.HypervisorException;

/**
 * Calls to a driver inside the process ({@code test:}, {@code qemu:///embed}). Such a driver has no socket, and any number of threads may call
 * on one connection.
 */
record InProcessCalls(CallConnection connection) implements Calls {

    @Override
    public <T> T call(Call<T> call) throws LibvirtFailure, HypervisorException {
        return call.on(connection);
    }

    /** Does nothing: the session closes the connection, which also has the events. */
    @Override
    public void close() {}
}
