// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.connection;

import io.bailiff.libvirt.HypervisorException;

/**
 * Opens sessions with one host.
 *
 * @param <S> the type of the sessions
 */
public interface Connector<S extends Session> {

    /**
     * Opens a session, with all registrations for the session's events. May block for as long as the network allows.
     *
     * @param listener receives the session's events, also before the method returns
     * @throws HypervisorException if no session can be opened now; the connector has released all resources of the attempt
     */
    S open(SessionListener listener) throws HypervisorException;
}
