// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

/**
 * Executes the work after libvirt's events in sequence, away from libvirt's own thread: libvirt's thread must not wait for the database.
 */
interface SerialExecutor extends AutoCloseable {

    /** Executes the work soon; never after {@link #close}. */
    void run(Runnable work);

    @Override
    void close();
}
