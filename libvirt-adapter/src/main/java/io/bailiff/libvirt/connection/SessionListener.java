package io.bailiff.libvirt.connection;

import io.bailiff.libvirt.HypervisorEvent;

/** Told by a session what it sees. Both calls return at once and may come from any thread. */
public interface SessionListener {

    /** Something happened on the host. */
    void happened(HypervisorEvent event);

    /** The session is of no use any more. Saying it twice is allowed. */
    void lost(String reason);
}
