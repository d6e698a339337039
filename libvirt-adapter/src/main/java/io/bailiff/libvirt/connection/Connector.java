package io.bailiff.libvirt.connection;

import io.bailiff.libvirt.HypervisorException;

/**
 * Opens sessions with one host.
 *
 * @param <S> what is opened
 */
public interface Connector<S extends Session> {

    /**
     * Opens a session, with everything registered that its events need. May block for as long as the network lets it.
     *
     * @param listener told what the session sees, from before this returns
     * @throws HypervisorException if there is no session now; nothing of the attempt is left
     */
    S open(SessionListener listener) throws HypervisorException;
}
