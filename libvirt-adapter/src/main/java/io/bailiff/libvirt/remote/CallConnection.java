// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a libvirt for calls, used by one thread at a time.
 *
 * <p>Before version 10.3, libvirt's client writes to the stack of another thread, and ends the process, if two threads call on one
 * connection (CVE-2024-4418, virNetClientIOEventLoop in src/rpc/virnetclient.c). libvirt's event loop counts as a thread when the loop sends a
 * keepalive request. Hence keepalive is on only during a call that takes long: the calling thread then reads the socket, and the loop only
 * leaves the request to the calling thread.
 */
final class CallConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CallConnection.class);

    private final NativeLibvirt library;
    private final OpenConnection libvirt;
    private boolean isInCall;
    private boolean hasKeepAlive;

    private CallConnection(NativeLibvirt library, OpenConnection libvirt) {
        this.library = library;
        this.libvirt = libvirt;
    }

    static CallConnection open(NativeLibvirt library, String uri) throws LibvirtFailure {
        OpenConnection libvirt = LibvirtCall.ask(() -> new OpenConnection(uri));
        if (libvirt.pointer() == null) {
            throw new LibvirtFailure(new LibvirtError(
                    LibvirtError.INVALID_CONNECTION,
                    LibvirtError.FROM_RPC,
                    "libvirt returned neither a connection nor an error"));
        }
        return new CallConnection(library, libvirt);
    }

    NativeLibvirt library() {
        return library;
    }

    OpenConnection libvirt() {
        return libvirt;
    }

    boolean alive() {
        try {
            return libvirt.isAlive();
        } catch (LibvirtException e) {
            LOG.debug("cannot determine if the connection is alive: the connection counts as broken", e);
            return false;
        }
    }

    /** Begins a call of the current thread. */
    synchronized void begin() {
        isInCall = true;
    }

    /**
     * Ends the call of the current thread.
     *
     * @return true if the connection can be used for another call
     */
    synchronized boolean end() {
        isInCall = false;
        return !hasKeepAlive && alive();
    }

    /**
     * Lets libvirt find out whether the host of a call that takes long is silent; the call then fails. No effect after the end of the call.
     *
     * @param intervalSeconds the time of silence before a keepalive request
     * @param count the number of unanswered requests after which the connection is lost
     */
    synchronized void keepAlive(int intervalSeconds, int count) {
        if (!isInCall || hasKeepAlive) {
            return;
        }
        hasKeepAlive = true;
        try {
            libvirt.setKeepAlive(intervalSeconds, count);
        } catch (LibvirtException e) {
            LOG.debug("cannot set keepalive: a call on a silent host ends with the TCP connection", e);
        }
    }

    /** Closes the connection. Remaining references are a defect, because libvirtd keeps the connection open. */
    @Override
    public void close() {
        int references = closeAndCount();
        if (references > 0) {
            LOG.warn("a closed connection for calls still has references count={}", references);
        }
    }

    /**
     * Closes the connection.
     *
     * @return the number of remaining references to the connection; must be 0
     */
    int closeAndCount() {
        try {
            return libvirt.close();
        } catch (LibvirtException e) {
            LOG.debug("cannot close a broken connection", e);
            return 0;
        }
    }
}
