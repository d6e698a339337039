// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.connection;

/** An open connection, from opening to end. A session is never reopened: the next connection is another session. */
public interface Session {

    /** Returns a description of the other end for people: {@code libvirt 9.0.0}. */
    String peer();

    /**
     * Releases all resources of the session. Called once, after the last call on the session has ended. Logs resources that
     * cannot be released.
     */
    void close();
}
